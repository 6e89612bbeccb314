import { migrate } from '@dutybell/shared/db/migrate'
import { WAKE_CHANNEL } from '@dutybell/shared/outbox/wake'
import { notifier, startNotifier } from '../competitors/notifier.ts'
import { waitUntilFinished } from '../drain.ts'
import { residentMegabytes } from '../measure/process-cost.ts'
import { quarters } from '../measure/quarters.ts'
import type { BenchDatabase, BenchPostgres } from '../postgres.ts'
import type { FakeProvider } from '../provider/start-provider.ts'
import { fill } from './fill.ts'

const CONCURRENCY = 256

/** One notifier on one database, vacuumed and analysed as it is in production, for a long run. */
export interface OpenDrain {
  readonly database: BenchDatabase
  /** Lets so many messages wait, and tells the rate at which they went, quarter by quarter. */
  readonly drain: (count: number) => Promise<readonly number[]>
  readonly memoryMegabytes: () => Promise<number>
}

export async function withOpenDrain<Result>(
  { postgres, provider }: { readonly postgres: BenchPostgres; readonly provider: FakeProvider },
  work: (open: OpenDrain) => Promise<Result>,
): Promise<Result> {
  const database = await postgres.create()
  try {
    await migrate(database.url)
    const worker = await startNotifier({ database, provider_url: provider.url, concurrency: CONCURRENCY })
    let volunteers = 0
    const drain = async (count: number) => {
      const done = provider.expect(count)
      await database.pool.query(`update channels set paused_at = clock_timestamp(), paused_by = 'bench'`)
      await fill(database, { rows: 'waiting', count, from: volunteers })
      volunteers += count
      await database.pool.query('update channels set paused_at = null, paused_by = null')
      await database.pool.query(`select pg_notify($1, 'drain_outbox')`, [WAKE_CHANNEL])
      const { arrived_at } = await done
      await waitUntilFinished(notifier, database)
      return quarters(arrived_at)
    }
    try {
      await drain(4 * CONCURRENCY)
      return await work({ database, drain, memoryMegabytes: () => residentMegabytes(worker.pid) })
    } finally {
      await worker.stop()
    }
  } finally {
    await database.drop()
  }
}
