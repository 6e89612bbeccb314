import { openDatabase } from '@dutybell/shared/db/client'
import { OperatorError } from '@dutybell/shared/errors'
import { createLogger } from '@dutybell/shared/logger'
import { sql } from 'kysely'

/** @throws {OperatorError} where the database has data: a demonstration never mixes with real people */
export async function requireEmptyDatabase(database_url: string): Promise<void> {
  const { rows } = await query(database_url, (db) =>
    sql<{ people: string; duty_times: string; events: string }>`
      select (select count(*) from registrations) as people, (select count(*) from duty_times) as duty_times,
        (select count(*) from outbox) as events`.execute(db),
  )
  const [{ people, duty_times, events } = { people: '0', duty_times: '0', events: '0' }] = rows
  if (Number(people) + Number(duty_times) + Number(events) === 0) return
  throw new OperatorError(
    `--demo fills an empty database, and this one has ${people} registrations, ${duty_times} duty times and ${events} messages: run \`pnpm start --demo --fresh\`, which sets the embedded database aside, or name an empty one in DATABASE_URL.`,
  )
}

export async function query<Result>(
  connectionString: string,
  run: (db: ReturnType<typeof openDatabase>['db']) => Promise<Result>,
): Promise<Result> {
  const log = createLogger({ service: 'start', level: 'silent' })
  const { db } = openDatabase({ connectionString, applicationName: 'dutybell-demo', maxConnections: 1, log })
  try {
    return await run(db)
  } finally {
    await db.destroy()
  }
}
