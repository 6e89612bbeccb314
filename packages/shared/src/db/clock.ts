import { sql } from 'kysely'
import type { Db } from './client.ts'

/** Now, by the database's clock: the one clock on which all replicas agree. */
export async function databaseNow(db: Db): Promise<Temporal.Instant> {
  const { rows } = await sql<{ now: Temporal.Instant }>`select clock_timestamp() as now`.execute(db)
  const [row] = rows
  if (!row) throw new Error('A select without from returns one row.')
  return row.now
}
