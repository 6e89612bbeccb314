import { randomUUIDv7 } from 'node:crypto'
import { sql } from 'kysely'
import { Client, type QueryResultRow } from 'pg'
import type { Test } from 'tap'
import { createTestDatabase } from '@dutybell/testing/cluster'
import { type Database, openDatabase } from '../../src/db/client.ts'
import { createLogger } from '../../src/logger.ts'
import { newEventIds, type OutboxEvent, publish } from '../../src/outbox/publish.ts'
import { insertDuty } from '../duties.ts'

type T = Pick<Test, 'teardown'>

export interface Bench extends Database {
  readonly url: string
}

export async function openBench(t: T): Promise<Bench> {
  const { url } = await createTestDatabase(t)
  const log = createLogger({ service: 'test', level: 'silent' })
  const database = openDatabase({ connectionString: url, applicationName: 'test', maxConnections: 10, log })
  t.teardown(() => database.db.destroy())
  return { ...database, url }
}

let numbers = 0

export function newNumber(): string {
  numbers += 1
  return `+9198765${String(10_000 + numbers)}`
}

export function eventOf(overrides: Partial<OutboxEvent> = {}): OutboxEvent {
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
    expires_at: Temporal.Now.instant().add({ hours: 48 }).toString(),
    duty_assignments: [],
    traceparent: null,
    ...overrides,
  }
}

/** Publishes in the given order. Returns the ids of the WhatsApp deliveries. */
export async function publishAll(bench: Bench, messages: readonly Partial<OutboxEvent>[]): Promise<string[]> {
  const events = messages.map((overrides) => eventOf(overrides))
  await bench.db.transaction().execute((tx) => publish(tx, events))
  return events.map((event) => event.whatsapp_delivery_id)
}

/** A person with a duty in its first version, and the allotment message. */
export async function allot(bench: Bench, phone_number: string = newNumber()) {
  const registration_id = randomUUIDv7()
  await sql`
    insert into registrations (id, full_name, name_key, phone_number, whatsapp_opt_in, language)
    values (${registration_id}, 'Ahmed Ali', ${registration_id}, ${phone_number}, true, 'en')`.execute(
    bench.db,
  )
  const duty_id = await insertDuty(bench.db, { registration_id, duty_date: '2026-03-15' })
  const event = eventOf({
    type: 'duty_allotment_confirmed',
    registration_id,
    phone_number,
    duty_assignments: [{ id: duty_id, version: 1 }],
  })
  await bench.db.transaction().execute((tx) => publish(tx, [event]))
  return { registration_id, duty_id, phone_number, delivery_id: event.whatsapp_delivery_id }
}

export async function deliveryOf(bench: Bench, id: string) {
  return bench.db.selectFrom('deliveries').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

export const CLAIM = `select (d.claimed ->> 'delivery_id')::uuid as id from claim_deliveries('whatsapp', 10, '60 s', '35 s', 10000) c, json_array_elements(c.deliveries) d(claimed)`

/** Claims as a notifier does. Returns the delivery ids. */
export async function claimIds(bench: Bench): Promise<string[]> {
  return (await bench.pool.query<{ id: string }>(CLAIM)).rows.map(({ id }) => id)
}

/** Records the outcome of the attempt in flight. */
export async function record(bench: Bench, delivery_id: string, verdict: 'accepted' | 'retry' | 'in_doubt') {
  const { attempts: attempt } = await deliveryOf(bench, delivery_id)
  const outcome = verdict === 'retry' ? 'refused' : verdict
  const results = [
    { delivery_id, attempt, outcome, verdict, counts_attempt: verdict === 'accepted' ? 0 : 1, delay_ms: 0 },
  ]
  await bench.pool.query(`select record_attempts($1::jsonb, 4, '600 s')`, [JSON.stringify(results)])
}

export interface Session {
  readonly pid: number
  readonly query: <Row extends QueryResultRow>(text: string, values?: unknown[]) => Promise<Row[]>
}

/** A separate connection for an open transaction. */
export async function openSession(t: T, bench: Bench): Promise<Session> {
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

const PATIENCE_MS = 60_000
const LOOK_EVERY_MS = 10

/** Resolves when another connection waits for a lock of that backend; polls, as there is no event. */
export async function whenWaitedFor(bench: Bench, pid: number): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS
  for (;;) {
    const { rows } = await bench.pool.query(
      'select from pg_stat_activity where datname = current_database() and $1 = any (pg_blocking_pids(pid))',
      [pid],
    )
    if (rows.length > 0) return
    if (performance.now() > deadline) throw new Error(`No connection waits for a lock of ${pid}.`)
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
}
