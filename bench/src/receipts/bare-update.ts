import type { BenchDatabase, BenchPostgres } from '../postgres.ts'
import { partsOf, type SentMessage, STATUSES } from './receipt-bodies.ts'

/**
 * The least that receipts can cost: a copy of the deliveries with a primary key and no other index, whose time stamps are set by
 * one batched update for each part of the messages and each status. Half of each page is free, so that updates are HOT.
 *
 * @returns Postgres' CPU seconds
 */
export async function bareUpdate(
  postgres: BenchPostgres,
  { pool }: BenchDatabase,
  messages: readonly SentMessage[],
  batch: number,
): Promise<number> {
  await pool.query('create table bare_deliveries with (fillfactor = 50) as table deliveries')
  await pool.query('alter table bare_deliveries add primary key (id)')
  await pool.query('vacuum analyze bare_deliveries')
  const parts = partsOf(
    messages.map(({ callback_data }) => callback_data.split(':')[0]),
    batch,
  )
  const client = await pool.connect()
  try {
    const before = await postgres.cpuSeconds()
    for (const status of STATUSES) {
      for (const ids of parts) {
        const at = ids.map(() => new Date().toISOString())
        const { rowCount } = await client.query(
          `update bare_deliveries d set ${status}_at = r.at
          from unnest($1::uuid[], $2::timestamptz[]) r(id, at) where d.id = r.id`,
          [ids, at],
        )
        if (rowCount !== ids.length) throw new Error(`Updated ${rowCount} rows of ${ids.length}.`)
      }
    }
    return (await postgres.cpuSeconds()) - before
  } finally {
    client.release()
    await pool.query('drop table bare_deliveries')
  }
}
