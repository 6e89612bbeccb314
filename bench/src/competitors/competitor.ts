import type { BenchDatabase } from '../postgres.ts'

export interface WorkerProcess {
  readonly pid: number
  readonly stop: () => Promise<void>
}

export interface Batch {
  readonly count: number
  /** The number of the first volunteer: none is written to twice. */
  readonly from: number
}

export interface RunContext {
  readonly database: BenchDatabase
  readonly provider_url: string
  /** Messages on their way at once. */
  readonly concurrency: number
}

/** Something that takes messages to the provider. */
export interface Competitor {
  readonly name: string
  /** Makes its tables. */
  readonly prepare: (database: BenchDatabase) => Promise<void>
  /** Resolves when the worker would take a message at once. */
  readonly start: (context: RunContext) => Promise<WorkerProcess>
  /** Hands over messages in one commit, and wakes the worker. */
  readonly enqueue: (database: BenchDatabase, worker: WorkerProcess, batch: Batch) => Promise<void>
  /** How many it has not yet written down as done. */
  readonly unfinished: (database: BenchDatabase) => Promise<number>
}
