import { randomUUIDv7 } from 'node:crypto'
import { sql } from 'kysely'
import { CORRECTIONS } from '@dutybell/shared/templates/catalogue'
import type { Claimed } from '@dutybell/notifier/deliveries/claim-deliveries'
import { ChannelWatch } from '@dutybell/notifier/channels/channel-watch'
import type { ChannelSettings } from '@dutybell/notifier/channels/settings'
import type { SendOutcome } from '@dutybell/notifier/providers/outcome'
import { SETTINGS } from '../../services/notifier/test/deliveries/support.ts'
import type { Bench } from '../../services/notifier/test/fixture.ts'
import { PLACES } from './duties.ts'
import { ProviderLedger } from './provider-ledger.ts'
import { type Snapshot, takeSnapshot } from './snapshot.ts'

/** A claimed delivery in the memory of one notifier. */
export interface Flight {
  readonly notifier: number
  readonly claimed: Claimed
  /** Of its lease, by the notifier's own clock. */
  remaining_ms: number
  /** Null until it was sent. */
  outcome: SendOutcome | null
}

export interface Callback {
  readonly delivery_id: string
  readonly attempt: number
  readonly provider_message_id: string
  readonly status: 'sent' | 'delivered' | 'read' | 'failed'
  readonly names_attempt: boolean
  age_ms: number
}

export interface WorldSettings extends Pick<ChannelSettings, 'in_doubt_window_ms' | 'in_doubt_policy'> {
  /** Meta has approved the templates of corrections. */
  readonly approves_corrections: boolean
}

/** The first two people share a number. */
export const NUMBERS = ['+919876500001', '+919876500001', '+919876500002', '+919876500003'] as const
export const NOTIFIERS = 2
export const MAX_DELIVERIES = 10 // of one run: few enough to read, many enough to queue

/** The model's own state: claims in memory, the provider's ledger, its callbacks, and changes made by people. */
export class World {
  readonly settings: ChannelSettings
  readonly ledger = new ProviderLedger()
  readonly watches: readonly ChannelWatch[]
  readonly people: readonly string[]
  readonly callbacks: Callback[] = []
  /** Retried by hand at least once, against the recorded evidence. */
  readonly retried = new Set<string>()
  /** Withheld by Meta for a day at least once; such an attempt is not counted. */
  readonly withheld = new Set<string>()
  /** Messages that the provider refused for the rate, without a wait. */
  refused_for_rate = 0
  flights: Flight[] = []
  last: Snapshot
  /** Only grows, for Meta's timestamps. */
  second = 0
  /** By which every instant in the database was moved into the past. */
  passed_ms = 0
  readonly began_ms: number

  constructor(
    bench: Bench,
    given: { settings: WorldSettings; people: readonly string[]; snapshot: Snapshot },
  ) {
    const { in_doubt_window_ms, in_doubt_policy } = given.settings
    this.settings = { ...SETTINGS, in_doubt_window_ms, in_doubt_policy, retry_base_ms: 20_000 }
    this.watches = Array.from(
      { length: NOTIFIERS },
      () => new ChannelWatch({ db: bench.db, settings: this.settings, log: bench.log }),
    )
    this.people = given.people
    this.last = given.snapshot
    this.began_ms = given.snapshot.now
  }
}

/** A database that contains four people and nothing else. */
export async function createWorld(bench: Bench, settings: WorldSettings): Promise<World> {
  const people = NUMBERS.map((phone_number) => ({ id: randomUUIDv7(), phone_number }))
  await bench.db.transaction().execute(async (tx) => {
    // Without triggers, which refuse to delete registrations. Not truncated, which costs each statement its plan.
    await sql`set local session_replication_role = replica`.execute(tx)
    await sql`
      with gone as (delete from deliveries), tries as (delete from attempts), again as (delete from retries),
        spoken_of as (delete from outbox_duty_assignments), events as (delete from outbox),
        versions as (delete from duty_assignment_versions), duties as (delete from duty_assignments),
        times as (delete from duty_times), corrections as (delete from meta_templates), known as (delete from recipients), kinds as (delete from templates),
        stored as (delete from webhook_inbox)
      delete from registrations`.execute(tx)
  })
  await sql`
    with channel as (
      update channels set paced_until = '-infinity', slow_until = null, slowed_to = null, slowed_at = null, sent_at_pace = 0,
        refused_at_pace = 0, paused_at = null,
        paused_by = null, pause_reason = null, pause_code = null, probe_at = null, probes = 0, is_trial = false, trial_until = null
    ), corrections as (
      insert into meta_templates (name, language, status, read_at)
      select name, 'en', 'APPROVED', clock_timestamp() from unnest(${[...CORRECTIONS]}::text[]) name
      where ${settings.approves_corrections}
    ), duty_time as (
      insert into duty_times (id, name, key, places, position)
      select gen_random_uuid(), initcap(t.key), t.key, t.value::integer, 1 from jsonb_each_text(${JSON.stringify(PLACES)}::jsonb) t
    )
    insert into registrations (id, full_name, name_key, phone_number, whatsapp_opt_in, language)
    select p.id, 'Ahmed Ali', p.id::text, p.phone_number, true, 'en'
    from jsonb_to_recordset(${JSON.stringify(people)}::jsonb) p(id uuid, phone_number text)`.execute(bench.db)
  const snapshot = await takeSnapshot(bench)
  return new World(bench, { settings, people: people.map((person) => person.id), snapshot })
}
