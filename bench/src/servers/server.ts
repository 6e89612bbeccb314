import type { WorkerProcess } from '../competitors/competitor.ts'
import type { BenchDatabase } from '../postgres.ts'

export interface ServerProcess extends WorkerProcess {
  readonly url: string
}

/** Something that takes POST /v1/registrations. */
export interface RegistrationServer {
  readonly name: string
  /** Makes its tables. */
  readonly prepare: (database: BenchDatabase) => Promise<void>
  /** Resolves when it serves. */
  readonly start: (database: BenchDatabase) => Promise<ServerProcess>
}
