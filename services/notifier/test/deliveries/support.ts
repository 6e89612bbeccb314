import { sql } from 'kysely'
import { Client, type QueryResultRow } from 'pg'
import type { Test } from 'tap'
import type { AttemptOutcome } from '@dutybell/shared/db/vocabulary'
import { newEventIds, type OutboxEvent, publish } from '@dutybell/shared/outbox/publish'
import { type Claimed, claimDeliveries } from '../../src/deliveries/claim-deliveries.ts'
import type { AttemptResult } from '../../src/deliveries/decide.ts'
import { recordAttempts } from '../../src/deliveries/record-attempts.ts'
import type { ChannelSettings } from '../../src/channels/settings.ts'
import { settleDeliveries } from '../../src/deliveries/settle-deliveries.ts'
import { type Bench, deliveryOf, eventually } from '../fixture.ts'

export const SETTINGS: ChannelSettings = {
  channel: 'whatsapp',
  wake_delay_ms: 0,
  concurrency: 256,
  messages_per_second: 10_000,
  daily_recipients: null,
  lease_ms: 60_000,
  connect_timeout_ms: 5_000,
  read_timeout_ms: 30_000,
  in_doubt_window_ms: 600_000,
  in_doubt_policy: 'resend',
  max_attempts: 4,
  retry_base_ms: 10,
  template_languages: ['en'],
}

let numbers = 0

export function newNumber(): string {
  numbers += 1
  return `+9198765${String(10_000 + numbers)}`
}

export function inHours(hours: number): string {
  return Temporal.Now.instant()
    .add({ seconds: Math.round(hours * 3600) })
    .toString()
}

/** Publishes for WhatsApp in the given order, by default each to a new number. Returns the delivery ids. */
export async function enqueue(bench: Bench, messages: readonly Partial<OutboxEvent>[]): Promise<string[]> {
  const events = messages.map((overrides): OutboxEvent => {
    const ids = newEventIds()
    return {
      ...ids,
      aggregatetype: 'job',
      aggregateid: ids.id,
      type: 'registration_received',
      dedupe_key: `test:${ids.id}`,
      registration_id: null,
      language: 'en',
      parameters: ['Ahmed Ali'],
      phone_number: newNumber(),
      email: null,
      expires_at: inHours(48),
      duty_assignments: [],
      traceparent: null,
      ...overrides,
    }
  })
  await bench.db.transaction().execute((tx) => publish(tx, events))
  return events.map((event) => event.whatsapp_delivery_id)
}

export async function enqueueOne(bench: Bench, message: Partial<OutboxEvent> = {}): Promise<string> {
  const [id] = await enqueue(bench, [message])
  if (id === undefined) throw new Error('Nothing was published.')
  return id
}

export async function claim(bench: Bench, limit = 10, overrides: Partial<ChannelSettings> = {}) {
  return (await claimDeliveries(bench.pool, { ...SETTINGS, ...overrides }, limit)).deliveries
}

export async function claimIds(bench: Bench, limit = 10): Promise<string[]> {
  return (await claim(bench, limit)).map((claimed) => claimed.delivery_id)
}

/** Claims the only ready delivery. */
export async function claimOnly(bench: Bench): Promise<Claimed> {
  const [claimed, ...others] = await claim(bench)
  if (claimed === undefined || others.length > 0)
    throw new Error('Not exactly one delivery could be claimed.')
  return claimed
}

export async function record(
  bench: Bench,
  results: readonly AttemptResult[],
  overrides: Partial<ChannelSettings> = {},
): Promise<boolean> {
  return recordAttempts(bench.db, { ...SETTINGS, ...overrides }, results)
}

export async function settle(bench: Bench, overrides: Partial<ChannelSettings> = {}): Promise<void> {
  await settleDeliveries(bench.db, { ...SETTINGS, ...overrides })
}

const OUTCOMES: Record<AttemptResult['verdict'], AttemptOutcome> = {
  accepted: 'accepted',
  retry: 'refused',
  retry_once: 'refused',
  failed: 'refused',
  held: 'refused',
  in_doubt: 'in_doubt',
}

export function ended(
  claimed: Pick<Claimed, 'delivery_id' | 'attempt'>,
  verdict: AttemptResult['verdict'],
  overrides: Partial<AttemptResult> = {},
): AttemptResult {
  return {
    delivery_id: claimed.delivery_id,
    attempt: claimed.attempt,
    outcome: OUTCOMES[verdict],
    http_status: verdict === 'accepted' ? 200 : null,
    code: null,
    text: null,
    trace_id: null,
    provider_message_id: verdict === 'accepted' ? `wamid.${claimed.delivery_id}.${claimed.attempt}` : null,
    verdict,
    reason: null,
    delay_ms: 0,
    counts_attempt: verdict === 'accepted' ? 0 : 1,
    ...overrides,
  }
}

export async function stateOf(bench: Bench, id: string): Promise<string> {
  return (await deliveryOf(bench, id)).state
}

/** Lets the lease expire, as after a crash of the notifier. */
export async function loseLease(bench: Bench, id: string): Promise<void> {
  await sql`update deliveries set lease_expires_at = clock_timestamp() - interval '1 second' where id = ${id}`.execute(
    bench.db,
  )
}

/** Makes the next attempt, or the end of the window, due a second ago. */
export async function makeDue(bench: Bench, id: string): Promise<void> {
  await sql`update deliveries set next_attempt_at = clock_timestamp() - interval '1 second' where id = ${id}`.execute(
    bench.db,
  )
}

export async function expireNow(bench: Bench, id: string): Promise<void> {
  await sql`update deliveries set expires_at = clock_timestamp() - interval '1 second' where id = ${id}`.execute(
    bench.db,
  )
}

export interface Session {
  readonly pid: number
  readonly query: <Row extends QueryResultRow>(text: string, values?: unknown[]) => Promise<Row[]>
}

/** A separate connection for an open transaction. */
export async function openSession(t: Pick<Test, 'teardown'>, bench: Bench): Promise<Session> {
  const client = new Client({ connectionString: bench.url })
  await client.connect()
  t.teardown(() => client.end())
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  return {
    pid: rows[0]?.pid ?? 0,
    query: async <Row extends QueryResultRow>(text: string, values?: unknown[]) =>
      (await client.query<Row>(text, values)).rows,
  }
}

/** Resolves when another connection waits for a lock of the session. */
export async function whenWaitedFor(bench: Bench, session: Session): Promise<void> {
  const waiting = () =>
    sql<{ n: number }>`
      select count(*) as n from pg_stat_activity
      where datname = current_database() and ${session.pid} = any (pg_blocking_pids(pid))`.execute(bench.db)
  await eventually(waiting, ({ rows }) => (rows[0]?.n ?? 0) > 0)
}

/** A claim in SQL, for an open transaction. */
export function claimSql(limit: number): string {
  return `select (d.claimed ->> 'delivery_id')::uuid as id from claim_deliveries('whatsapp', ${limit}, '60 s', '35 s', 10000) c, json_array_elements(c.deliveries) d(claimed)`
}

export function recordSql(results: readonly AttemptResult[]): [string, unknown[]] {
  return [`select record_attempts($1::jsonb, 4, '600 s')`, [JSON.stringify(results)]]
}
