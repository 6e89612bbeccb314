import { setTimeout as delay } from 'node:timers/promises'
import type { BenchDatabase, BenchPostgres } from '../postgres.ts'

const POLL_INTERVAL_MS = 100

/**
 * Stores webhook bodies as the API does and waits until the running notifier has applied all of them.
 *
 * @returns the CPU seconds Postgres spent from the commit of the bodies on: the insert itself is not counted
 * @throws when a part of a body matched no attempt
 */
export async function applyBodies(
  postgres: BenchPostgres,
  { pool }: BenchDatabase,
  bodies: readonly Buffer[],
): Promise<number> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query(
      'insert into webhook_inbox (id, body) select uuidv7(), body from unnest($1::bytea[]) body',
      [bodies],
    )
    const before = await postgres.cpuSeconds()
    await client.query('commit')
    while (await exists(pool, 'applied_at is null')) await delay(POLL_INTERVAL_MS)
    const seconds = (await postgres.cpuSeconds()) - before
    if (await exists(pool, 'unmatched is not null')) throw new Error('A receipt matched no attempt.')
    return seconds
  } finally {
    client.release()
  }
}

async function exists(pool: BenchDatabase['pool'], condition: string): Promise<boolean> {
  const { rowCount } = await pool.query(`select from webhook_inbox where ${condition} limit 1`)
  return rowCount !== 0
}
