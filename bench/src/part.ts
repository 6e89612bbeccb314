import type { Installation } from './installations/installation.ts'
import type { BenchPostgres } from './postgres.ts'
import type { FakeProvider } from './provider/start-provider.ts'

export interface PartOptions {
  readonly postgres: BenchPostgres
  readonly provider: FakeProvider
  /** Few messages, one run: a functional check, without usable figures. */
  readonly short: boolean
  /** Names of the competitors to run; all when undefined. */
  readonly only: readonly string[] | undefined
  /** The commit that this one is compared with, installed at the first call; undefined when `only` leaves it out. */
  readonly baseline: () => Promise<Installation | undefined>
}

/** One part of the benchmark; returns its tables in Markdown. */
export type Part = (options: PartOptions) => Promise<string>
