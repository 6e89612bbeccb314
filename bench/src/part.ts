import type { BenchPostgres } from './postgres.ts'
import type { StandIn } from './provider/start-provider.ts'

export interface PartOptions {
  readonly postgres: BenchPostgres
  readonly provider: StandIn
  /** Fewer messages, one run: to see that it works, not to quote. */
  readonly quick: boolean
  /** Names of the contenders to run; all when undefined. */
  readonly only: readonly string[] | undefined
}

/** One part of the benchmark; returns its tables in Markdown. */
export type Part = (options: PartOptions) => Promise<string>
