import { startNotifier } from '../competitors/notifier.ts'
import { cpuSeconds, peakMegabytes } from '../measure/process-cost.ts'
import type { BenchDatabase, BenchPostgres } from '../postgres.ts'
import type { FakeProvider } from '../provider/start-provider.ts'
import { BUSY_NUMBER } from './fill.ts'

export interface Windows {
  /** Messages per second, window by window. */
  readonly per_second: readonly number[]
  /** CPU seconds per 1,000 messages. */
  readonly worker_cpu: number
  readonly postgres_cpu: number
  readonly peak_mb: number
}

export interface WindowsOptions {
  readonly postgres: BenchPostgres
  readonly provider: FakeProvider
  readonly database: BenchDatabase
  /** Messages per window; as many as all of them, and the warm-up, must be waiting. */
  readonly count: number
  readonly windows: number
}

const CONCURRENCY = 256
export const WARM_UP = 4 * CONCURRENCY

/** Drains what waits, and measures window by window, after a warm-up. @throws when a message is doubled */
export async function drainWindows(options: WindowsOptions): Promise<Windows> {
  const { postgres, provider, database, count, windows } = options
  const warm = provider.expect(WARM_UP)
  const worker = await startNotifier({ database, provider_url: provider.url, concurrency: CONCURRENCY })
  try {
    await warm
    const worker_before = await cpuSeconds(worker.pid)
    const postgres_before = await postgres.cpuSeconds()
    const per_second: number[] = []
    const seen = new Set<string>()
    for (let window = 0; window < windows; window += 1) {
      const { numbers, arrived_at, answered_at } = await provider.expect(count)
      const [began_at = NaN] = arrived_at
      per_second.push(count / ((answered_at - began_at) / 1_000))
      for (const number of numbers) {
        if (seen.has(number) && number !== BUSY_NUMBER) throw new Error('A message was doubled.')
        seen.add(number)
      }
    }
    const thousands = (windows * count) / 1_000
    return {
      per_second,
      worker_cpu: ((await cpuSeconds(worker.pid)) - worker_before) / thousands,
      postgres_cpu: ((await postgres.cpuSeconds()) - postgres_before) / thousands,
      peak_mb: await peakMegabytes(worker.pid),
    }
  } finally {
    await worker.stop()
  }
}
