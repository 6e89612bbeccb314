import { randomUUIDv7 } from 'node:crypto'
import { sql } from 'kysely'
import type { Test } from 'tap'
import { createTestDatabase } from '@dutybell/testing/cluster'
import { type Database, openDatabase, type Tx } from '../../src/db/client.ts'
import { createLogger } from '../../src/logger.ts'
import { withdrawChannel } from '../../src/outbox/withdraw.ts'
import type { ReminderContext } from '../../src/reminders/run-reminders.ts'
import { cancelDuty, type InsertedDuty, insertDuty, moveDuty } from '../duties.ts'

type T = Pick<Test, 'teardown'>

/** A migrated database of the test's own. */
export async function openBench(t: T): Promise<Database> {
  const { url } = await createTestDatabase(t)
  const log = createLogger({ service: 'test', level: 'silent' })
  const database = openDatabase({ connectionString: url, applicationName: 'test', maxConnections: 8, log })
  t.teardown(() => database.db.destroy())
  return database
}

/** Reminders in a zone, at an instant the test chooses. */
export function at({ db }: Database, now: string, time_zone = 'Asia/Kolkata'): ReminderContext {
  return {
    db,
    time_zone,
    reminder_time: '18:00',
    template_languages: ['en'],
    now: () => Promise.resolve(Temporal.Instant.from(now)),
  }
}

interface Person {
  readonly full_name?: string
  readonly email?: string | null
  readonly whatsapp_opt_in?: boolean
}

let people = 0

export async function addPerson({ db }: Database, person: Person = {}): Promise<string> {
  people += 1
  const { full_name = 'Ahmed Ali', email = null, whatsapp_opt_in = true } = person
  const id = randomUUIDv7()
  await db
    .insertInto('registrations')
    .values({
      id,
      full_name,
      name_key: full_name.toLowerCase(),
      phone_number: `+9198765${String(10_000 + people)}`,
      email,
      whatsapp_opt_in,
      language: 'en',
    })
    .execute()
  return id
}

export const assign = ({ db }: Database, duty: InsertedDuty) => insertDuty(db, duty)

export const cancel = (tx: Tx, id: string) => cancelDuty(tx, id)

export const move = (tx: Tx, duty: Parameters<typeof moveDuty>[1]) => moveDuty(tx, duty)

export async function setOptIn(tx: Tx, registration_id: string, whatsapp_opt_in: boolean): Promise<void> {
  await tx.updateTable('registrations').set({ whatsapp_opt_in }).where('id', '=', registration_id).execute()
  if (!whatsapp_opt_in) await withdrawChannel(tx, { registration_id, channel: 'whatsapp' }, 'opted_out')
}

export interface Told {
  readonly registration_id: string
  readonly channel: string
  readonly state: string
  readonly expires_at: Temporal.Instant
  readonly parameters: readonly string[]
}

/** Every reminder's deliveries, oldest first. */
export async function tellings({ db }: Database): Promise<readonly Told[]> {
  const { rows } = await sql<Told>`
    select d.registration_id, d.channel, d.state, d.expires_at, o.payload -> 'parameters' as parameters
    from deliveries d join outbox o on o.id = d.outbox_id
    where o.type = 'duty_reminder_tomorrow' order by d.seq`.execute(db)
  return rows
}

export async function dutyTimesTold(bench: Database): Promise<readonly (string | undefined)[]> {
  return (await tellings(bench)).map((told) => told.parameters[2])
}

/** The notifier took it and Meta accepted it. */
export async function markSent({ db }: Database): Promise<void> {
  await sql`update deliveries set state = 'accepted' where state = 'pending'`.execute(db)
}

const PATIENCE_MS = 60_000
const LOOK_EVERY_MS = 5

/** Until so many of this database's sessions wait for a lock: nobody tells when that comes to be. */
export async function waitUntilBlocked({ db }: Database, sessions: number): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS
  for (;;) {
    const { rows } = await sql<{ n: number }>`
      select count(*) as n from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and wait_event <> 'object'`.execute(db)
    if (rows[0]?.n === sessions) return
    if (performance.now() > deadline) throw new Error(`${rows[0]?.n} sessions wait, not ${sessions}.`)
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
}

/** Blocks publishers at the outbox until released. */
export async function stopPublishing({ db }: Database): Promise<{ release: () => Promise<void> }> {
  const tx = await db.startTransaction().execute()
  await sql`lock table outbox in share mode`.execute(tx)
  return { release: () => tx.commit().execute() }
}
