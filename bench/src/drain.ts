import { setTimeout as delay } from 'node:timers/promises'
import type { Competitor, WorkerProcess } from './competitors/competitor.ts'
import { cpuSeconds, peakMegabytes } from './measure/process-cost.ts'
import type { BenchDatabase, BenchPostgres } from './postgres.ts'
import type { FakeProvider } from './provider/start-provider.ts'

export interface DrainResult {
  readonly per_second: number
  /** CPU seconds per 1,000 messages. */
  readonly worker_cpu: number
  readonly postgres_cpu: number
  readonly peak_mb: number
}

export interface DrainOptions {
  readonly postgres: BenchPostgres
  readonly provider: FakeProvider
  readonly concurrency: number
  readonly count: number
  /** What else is in the database before the worker starts. */
  readonly preload?: (database: BenchDatabase) => Promise<void>
}

const POLL_INTERVAL_MS = 20
const WARM_UP_ROUNDS = 4 // connections are open then, and the code compiled: these processes run for weeks

/**
 * Hands `count` messages to a competitor in one commit and waits until each is written down as done.
 *
 * @throws when one did not arrive, or arrived twice
 */
export async function drain(competitor: Competitor, options: DrainOptions): Promise<DrainResult> {
  const { postgres, provider, concurrency, count } = options
  const database = await postgres.create()
  try {
    await competitor.prepare(database)
    await options.preload?.(database)
    await database.pool.query('checkpoint')
    const worker = await competitor.start({ database, provider_url: provider.url, concurrency })
    try {
      await warmUp(options, competitor, database, worker)
      const done = provider.expect(count)
      const worker_before = await cpuSeconds(worker.pid)
      await competitor.enqueue(database, worker, { count, from: WARM_UP_ROUNDS * concurrency })
      const postgres_before = await postgres.cpuSeconds()
      const { numbers, arrived_at, answered_at } = await done
      await waitUntilFinished(competitor, database)
      if (new Set(numbers).size !== count) throw new Error(`${competitor.name} doubled messages.`)
      const [began_at = NaN] = arrived_at
      return {
        per_second: count / ((answered_at - began_at) / 1000),
        worker_cpu: ((await cpuSeconds(worker.pid)) - worker_before) / (count / 1000),
        postgres_cpu: ((await postgres.cpuSeconds()) - postgres_before) / (count / 1000),
        peak_mb: await peakMegabytes(worker.pid),
      }
    } finally {
      await worker.stop()
    }
  } finally {
    await database.drop()
  }
}

async function warmUp(
  { provider, concurrency }: DrainOptions,
  competitor: Competitor,
  database: BenchDatabase,
  worker: WorkerProcess,
): Promise<void> {
  const count = WARM_UP_ROUNDS * concurrency
  const done = provider.expect(count)
  await competitor.enqueue(database, worker, { count, from: 0 })
  await done
  await waitUntilFinished(competitor, database)
}

/** Resolves when everything that was handed over is written down as done. */
export async function waitUntilFinished(
  competitor: Pick<Competitor, 'unfinished'>,
  database: BenchDatabase,
): Promise<void> {
  while ((await competitor.unfinished(database)) > 0) await delay(POLL_INTERVAL_MS)
}
