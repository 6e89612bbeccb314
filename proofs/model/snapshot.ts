import { sql } from 'kysely'
import type { Bench } from '../../services/notifier/test/fixture.ts'

/** All rows that the invariants refer to, read in one statement. Instants are milliseconds since 1970. */
export interface Snapshot {
  readonly now: number
  readonly deliveries: readonly DeliverySeen[]
  readonly attempts: readonly AttemptSeen[]
  readonly outbox: Readonly<Record<string, EventSeen>>
  readonly suppressed: readonly string[]
  /** When the oldest unapplied webhook was received. */
  readonly unapplied_since: number | null
  readonly channel: ChannelSeen
  readonly duties: readonly DutySeen[]
  readonly versions: readonly VersionSeen[]
  readonly named: readonly NamedSeen[]
  /** The corrections on the call list. */
  readonly owed: readonly { readonly duty_id: string; readonly version: number }[]
  /** The corrections that WhatsApp can send. */
  readonly approved: readonly string[]
}

export interface DutySeen {
  readonly id: string
  readonly version: number
  readonly status: string
  readonly allotment: string
  readonly registration_id: string
  readonly day: string
  readonly key: string
  readonly day_ends_at: number
  /** The person was not erased. */
  readonly is_active: boolean
  /** On WhatsApp. */
  readonly is_reachable: boolean
}

export interface VersionSeen {
  readonly duty_id: string
  readonly version: number
  readonly status: string
  readonly day: string
  readonly key: string
  readonly day_ends_at: number
  readonly is_ended: boolean
  readonly is_told_elsewhere: boolean
  /** Told by phone. */
  readonly is_ticked: boolean
}

/** An event names a version of a duty. */
interface NamedSeen {
  readonly outbox_id: string
  readonly duty_id: string
  readonly version: number
  readonly corrects: number | null
}

/** Hashes of an event: of its immutable columns, and of the payload, which an erasure may redact. */
interface EventSeen {
  readonly frozen: string
  readonly payload: string
  readonly is_blank: boolean
}

export interface DeliverySeen {
  readonly id: string
  readonly outbox_id: string
  readonly seq: number
  readonly registration_id: string | null
  readonly recipient: string
  readonly template: string
  readonly is_template_held: boolean
  readonly state: string
  readonly reason: string | null
  readonly attempts: number
  readonly spent: number
  readonly next_attempt_at: number | null
  readonly blocked_by_earlier: boolean
  readonly expires_at: number
  readonly lease_expires_at: number | null
  readonly possible_duplicate: boolean
  readonly withdrawn: boolean
  readonly erased: boolean
  /** Each duty that it names still has the version that it names. */
  readonly is_true: boolean
  /** The person's present address; null: opted out, erased, or not registered. */
  readonly address: string | null
}

export interface AttemptSeen {
  readonly delivery_id: string
  readonly number: number
  readonly outcome: string | null
  readonly http_status: number | null
  readonly provider_message_id: string | null
  readonly erased: boolean
  readonly sent_at: number | null
  readonly delivered_at: number | null
  readonly read_at: number | null
  readonly failed_at: number | null
}

interface ChannelSeen {
  readonly is_paused: boolean
  readonly paused_by: string | null
  readonly is_trial: boolean
  readonly is_slow: boolean
  readonly is_slowed: boolean
}

function ms(column: string) {
  return sql`(extract(epoch from ${sql.ref(column)}) * 1000)::double precision`
}

export async function takeSnapshot({ db }: Bench): Promise<Snapshot> {
  const { rows } = await sql<{ snapshot: Snapshot }>`
    select jsonb_build_object(
      'now', (extract(epoch from clock_timestamp()) * 1000)::double precision,
      'deliveries', (select coalesce(jsonb_agg(to_jsonb(seen) order by seen.seq), '[]') from (
        select d.id, d.outbox_id, d.seq, d.registration_id, d.recipient, d.template, d.state, d.reason, d.attempts, d.spent, d.blocked_by_earlier,
          d.possible_duplicate, d.withdrawn, d.erased, ${ms('d.next_attempt_at')} as next_attempt_at,
          ${ms('d.expires_at')} as expires_at, ${ms('d.lease_expires_at')} as lease_expires_at,
          case when p.whatsapp_opt_in and p.status = 'active' then p.phone_number end as address,
          (d.template, d.language) in (select t.name, t.language from templates t where t.state = 'held') as is_template_held,
          not exists (
            select from outbox_duty_assignments e join duty_assignments a on a.id = e.duty_assignment_id
            where e.outbox_id = d.outbox_id and a.version <> e.version
          ) as is_true
        from deliveries d left join registrations p on p.id = d.registration_id
      ) seen),
      'attempts', (select coalesce(jsonb_agg(to_jsonb(seen) order by seen.delivery_id, seen.number), '[]') from (
        select a.delivery_id, a.number, a.outcome, a.http_status, a.provider_message_id, a.erased, ${ms('shown.sent_at')} as sent_at,
          ${ms('shown.delivered_at')} as delivered_at, ${ms('shown.read_at')} as read_at, ${ms('a.failed_at')} as failed_at
        from (
          select t.* from finished_attempts(array(select id from deliveries)) t
          union all
          -- The running attempt has no row.
          select running.* from deliveries d
          cross join lateral jsonb_populate_record(null::attempts,
            jsonb_build_object('delivery_id', d.id, 'number', d.attempts, 'erased', d.erased)) running
          where d.queue_state = 'sending'
            and not exists (select from attempts t where t.delivery_id = d.id and t.number = d.attempts)
        ) a
        -- The receipts of an only attempt stand in its delivery.
        join deliveries d on d.id = a.delivery_id
        cross join lateral (
          select d.sent_at, d.delivered_at, d.read_at where d.attempts = 1
          union all
          select a.sent_at, a.delivered_at, a.read_at where d.attempts > 1
        ) shown
      ) seen),
      'outbox', (
        select coalesce(jsonb_object_agg(o.id, jsonb_build_object(
          'frozen', md5((to_jsonb(o) - 'payload')::text), 'payload', md5(o.payload::text),
          'is_blank', o.payload ? 'erased')), '{}')
        from outbox o
      ),
      'suppressed', (select coalesce(jsonb_agg(r.address), '[]') from recipients r where r.suppressed_at is not null),
      'unapplied_since', (select ${ms('w.received_at')} from webhook_inbox w where w.applied_at is null order by w.received_at limit 1),
      'channel', (
        select jsonb_build_object('is_paused', c.paused_at is not null, 'paused_by', c.paused_by, 'is_trial', c.is_trial,
          'is_slow', coalesce(c.slow_until > clock_timestamp(), false), 'is_slowed', c.slowed_to is not null)
        from channels c where c.channel = 'whatsapp'
      ),
      'duties', (select coalesce(jsonb_agg(to_jsonb(seen) order by seen.id), '[]') from (
        select a.id, a.version, a.status, a.allotment, a.registration_id, a.duty_date as day, a.duty_time_key as key,
          ${ms('v.day_ends_at')} as day_ends_at, p.status = 'active' as is_active,
          p.status = 'active' and p.whatsapp_opt_in as is_reachable
        from duty_assignments a join registrations p on p.id = a.registration_id
        join duty_assignment_versions v on v.duty_assignment_id = a.id and v.version = a.version
      ) seen),
      'versions', (select coalesce(jsonb_agg(to_jsonb(seen) order by seen.duty_id, seen.version), '[]') from (
        select v.duty_assignment_id as duty_id, v.version, v.status, v.duty_date as day, v.duty_time_key as key,
          ${ms('v.day_ends_at')} as day_ends_at, v.ended_at is not null as is_ended, v.told_elsewhere as is_told_elsewhere,
          v.told_by_phone_at is not null as is_ticked
        from duty_assignment_versions v
      ) seen),
      'named', (select coalesce(jsonb_agg(to_jsonb(seen)), '[]') from (
        select e.outbox_id, e.duty_assignment_id as duty_id, e.version, e.corrects_version as corrects from outbox_duty_assignments e
      ) seen),
      'owed', (select coalesce(jsonb_agg(jsonb_build_object('duty_id', o.duty_assignment_id, 'version', o.told_version)), '[]')
        from owed_corrections('-infinity', 'infinity', clock_timestamp()) o),
      'approved', (select coalesce(jsonb_agg(m.name), '[]') from meta_templates m
        where (m.name, m.language) not in (select t.name, t.language from templates t where t.state = 'held'))
    ) as snapshot`.execute(db)
  const [row] = rows
  if (row === undefined) throw new Error('A select without a from has a row.')
  return row.snapshot
}

export function deliveryIn(snapshot: Snapshot, id: string): DeliverySeen {
  const found = snapshot.deliveries.find((delivery) => delivery.id === id)
  if (found === undefined) throw new Error(`Delivery ${id} is gone.`)
  return found
}

export function attemptsIn(snapshot: Snapshot, delivery_id: string): readonly AttemptSeen[] {
  return snapshot.attempts.filter((attempt) => attempt.delivery_id === delivery_id)
}
