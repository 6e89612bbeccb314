import { query } from '../postgres.ts'
import type { World } from '../world.ts'

export interface AttemptRow {
  readonly number: number
  readonly started_ms: number
  readonly finished_ms: number | null
  readonly outcome: string | null
  readonly http_status: number | null
  readonly code: string | null
  readonly message_id: string | null
  readonly sent: boolean
  readonly delivered: boolean
  readonly read: boolean
  readonly failed: boolean
}

export interface DeliveryRow extends Record<string, unknown> {
  readonly id: string
  readonly seq: number
  readonly outbox_id: string
  readonly channel: 'whatsapp' | 'email'
  readonly recipient: string
  readonly template: string
  readonly state: string
  readonly reason: string | null
  readonly attempts_made: number
  readonly possible_duplicate: boolean
  readonly withdrawn: boolean
  readonly blocked_by_earlier: boolean
  readonly leased: boolean
  /** In doubt without a window: an operator, a late callback or the deadline decides. */
  readonly for_a_person: boolean
  readonly parameters: readonly string[]
  readonly committed_ms: number
  readonly attempts: readonly AttemptRow[]
  readonly duties: readonly {
    readonly id: string
    readonly version: number
    readonly superseded_ms: number | null
  }[]
}

/** Each delivery with its attempts and the times when its duties were changed. */
export function readDeliveries({ database_url }: World): Promise<readonly DeliveryRow[]> {
  return query<DeliveryRow>(
    database_url,
    `with superseded as (
       -- The row of an ended version was last written when it ended.
       select v.duty_assignment_id as id, v.version, pg_xact_commit_timestamp(v.xmin) as at
       from duty_assignment_versions v where v.ended_at is not null
     )
     select d.id, d.seq::int as seq, d.outbox_id, d.channel, d.recipient, d.template, d.state, d.reason,
       d.attempts as attempts_made, d.possible_duplicate, d.withdrawn, d.blocked_by_earlier,
       d.lease_expires_at is not null as leased,
       d.state = 'in_doubt' and d.next_attempt_at is null as for_a_person, o.payload -> 'parameters' as parameters,
       (extract(epoch from pg_xact_commit_timestamp(o.xmin)) * 1000)::float8 as committed_ms,
       coalesce((
         select jsonb_agg(jsonb_build_object('number', t.number,
           'started_ms', extract(epoch from t.started_at) * 1000, 'finished_ms', extract(epoch from t.finished_at) * 1000,
           'outcome', t.outcome, 'http_status', t.http_status, 'code', t.provider_code,
           'message_id', t.provider_message_id, 'sent', r.sent_at is not null, 'delivered', r.delivered_at is not null,
           'read', r.read_at is not null, 'failed', t.failed_at is not null) order by t.number)
         from finished_attempts(array[d.id]) t
         -- The receipts of an only attempt stand in its delivery.
         cross join lateral (
           select d.sent_at, d.delivered_at, d.read_at where d.attempts = 1
           union all
           select t.sent_at, t.delivered_at, t.read_at where d.attempts > 1
         ) r
       ), '[]') as attempts,
       coalesce((
         select jsonb_agg(jsonb_build_object('id', e.duty_assignment_id, 'version', e.version,
           'superseded_ms', extract(epoch from s.at) * 1000))
         from outbox_duty_assignments e
         left join superseded s on s.id = e.duty_assignment_id and s.version = e.version
         where e.outbox_id = d.outbox_id
       ), '[]') as duties
     from deliveries d join outbox o on o.id = d.outbox_id
     order by d.seq`,
  )
}
