import type { BenchPostgres } from './postgres.ts'
import type { FakeProvider } from './provider/start-provider.ts'

export interface PartOptions {
  readonly postgres: BenchPostgres
  readonly provider: FakeProvider
  /** Fewer messages, one run: to see that it works, not to quote. */
  readonly quick: boolean
  /** Names of the competitors to run; all when undefined. */
  readonly only: readonly string[] | undefined
}

/** One part of the benchmark; returns its tables in Markdown. */
export type Part = (options: PartOptions) => Promise<string>
