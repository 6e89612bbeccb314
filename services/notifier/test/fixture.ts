import { type Selectable, sql } from 'kysely'
import type { Test } from 'tap'
import { openDatabase, type Database } from '@dutybell/shared/db/client'
import type { Tables } from '@dutybell/shared/db/database'
import { createLogger, type Logger } from '@dutybell/shared/logger'
import { newEventIds, type OutboxEvent, publish } from '@dutybell/shared/outbox/publish'
import { type Simulator, type SimulatorOptions, startSimulator } from '@dutybell/simulator/simulator'
import { createTestDatabase } from '@dutybell/testing/cluster'
import { loadNotifierConfig, type NotifierConfig } from '../src/config.ts'
import { type Notifier, startNotifier } from '../src/notifier.ts'

type T = Pick<Test, 'teardown'>

export const APP_SECRET = 'app-secret-of-the-tests'

export interface Bench extends Database {
  readonly url: string
  readonly log: Logger
}

/** A migrated database for the test file. */
export async function openBench(t: T): Promise<Bench> {
  const { url } = await createTestDatabase(t)
  const log = createLogger({ service: 'test', level: 'silent' })
  const database = openDatabase({ connectionString: url, applicationName: 'test', maxConnections: 10, log })
  t.teardown(() => database.db.destroy())
  return { ...database, url, log }
}

export async function startMeta(t: T, options: Partial<SimulatorOptions> = {}): Promise<Simulator> {
  const log = createLogger({ service: 'simulator', level: 'silent' })
  const simulator = await startSimulator({ app_secret: APP_SECRET, ...options, log })
  t.teardown(() => simulator.close())
  return simulator
}

/** The notifier's configuration for the simulator, with short back-offs by default. */
export function configFor(
  bench: Bench,
  simulator: Simulator,
  overrides: Readonly<Record<string, string>> = {},
): NotifierConfig {
  return loadNotifierConfig({
    DATABASE_URL: bench.url,
    NOTIFIER_PORT: '0',
    META_WA_BASE_URL: simulator.url,
    META_WA_PHONE_NUMBER_ID: simulator.phone_number_id,
    META_WA_ACCESS_TOKEN: 'token-of-the-tests',
    META_WA_APP_SECRET: APP_SECRET,
    META_WA_MESSAGES_PER_SECOND: '10000',
    SMTP_URL: simulator.smtp_url,
    RETRY_BASE_SECONDS: '0.01',
    ...overrides,
  })
}

export async function startNotifierFor(
  t: T,
  bench: Bench,
  simulator: Simulator,
  overrides: Readonly<Record<string, string>> = {},
): Promise<Notifier> {
  const notifier = await startNotifier({
    config: configFor(bench, simulator, overrides),
    log: bench.log,
    onEnded: () => undefined,
  })
  t.teardown(() => notifier.stop())
  return notifier
}

let people = 0

/** Publishes registration_received for a new person, by default on WhatsApp. */
export async function publishOne(bench: Bench, overrides: Partial<OutboxEvent> = {}): Promise<OutboxEvent> {
  people += 1
  const event: OutboxEvent = {
    ...newEventIds(),
    aggregatetype: 'job',
    aggregateid: `test-${people}`,
    type: 'registration_received',
    dedupe_key: `test:${people}`,
    registration_id: null,
    language: 'en',
    parameters: ['Ahmed Ali'],
    phone_number: `+9198765${String(10_000 + people)}`,
    email: null,
    expires_at: Temporal.Now.instant().add({ hours: 24 }).toString(),
    duty_assignments: [],
    traceparent: null,
    ...overrides,
  }
  await bench.db.transaction().execute((tx) => publish(tx, [event]))
  return event
}

export async function deliveryOf(bench: Bench, id: string) {
  return bench.db.selectFrom('deliveries').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

export async function attemptsOf(bench: Bench, delivery_id: string) {
  const { rows } = await sql<Selectable<Tables['attempts']>>`
    select * from finished_attempts(array[${delivery_id}]::uuid[]) order by number`.execute(bench.db)
  return rows
}

const TIMEOUT_MS = 60_000
const POLL_INTERVAL_MS = 25

/** Polls the database until `holds`: a change of a row raises no event. */
export async function eventually<T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  const deadline = performance.now() + TIMEOUT_MS
  for (;;) {
    const value = await read()
    if (holds(value)) return value
    if (performance.now() > deadline)
      throw new Error(`The condition was not met in time: ${JSON.stringify(value)}`)
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS))
  }
}
