import type { BenchDatabase } from '../postgres.ts'

/** While `work` runs, a transaction keeps every dead row visible: nothing can be vacuumed away. */
export async function whileSnapshotIsHeld<Result>(
  { pool }: BenchDatabase,
  work: () => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect()
  try {
    await client.query('begin isolation level repeatable read')
    await client.query('select from deliveries limit 1')
    return await work()
  } finally {
    await client.query('rollback')
    client.release()
  }
}
