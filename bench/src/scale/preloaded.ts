import { migrate } from '@dutybell/shared/db/migrate'
import type { BenchDatabase } from '../postgres.ts'
import { drainWindows, WARM_UP, type Windows, type WindowsOptions } from './drain-windows.ts'
import { fill } from './fill.ts'

export interface Preload {
  readonly name: string
  readonly finished?: number
  readonly half_held?: number
}

export type Statistics = 'long ago' | 'just now'

const TABLES = ['registrations', 'outbox', 'deliveries', 'attempts', 'recipients']
const WINDOWS = 3

/** The same drain beside what else is in the database, which was analysed when it was empty, or when all of it was there. */
export async function drainPreloaded(
  { postgres, provider, count }: Omit<WindowsOptions, 'database' | 'windows'>,
  preload: Preload,
  analysed: Statistics,
): Promise<Windows> {
  const database = await postgres.create()
  try {
    await migrate(database.url)
    if (analysed === 'long ago') await freezeStatistics(database)
    const { finished = 0, half_held = 0 } = preload
    await fill(database, { rows: 'finished', count: finished, from: 0 })
    if (half_held > 0)
      await fill(database, { rows: 'waiting, half of it held', count: half_held, from: finished })
    // Messages in flight at the end of a window are not counted.
    else await fill(database, { rows: 'waiting', count: (WINDOWS + 1) * count + 2 * WARM_UP, from: finished })
    if (analysed === 'just now') await database.pool.query('vacuum analyze')
    await database.pool.query('checkpoint')
    return await drainWindows({ postgres, provider, database, count, windows: WINDOWS })
  } finally {
    await database.drop()
  }
}

async function freezeStatistics({ pool }: BenchDatabase): Promise<void> {
  for (const table of TABLES) await pool.query(`alter table ${table} set (autovacuum_enabled = false)`)
  await pool.query('analyze')
}
