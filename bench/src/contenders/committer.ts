import type { BenchDatabase } from '../postgres.ts'
import type { Contender } from './contender.ts'

/** Writes registrations as the contender's own API would. */
export interface Committer {
  /**
   * Commits the `n`th volunteer's registration and its message.
   *
   * @returns when the commit was acknowledged, on the machine's monotonic clock, in ms
   */
  readonly commit: (n: number) => Promise<number>
  readonly close: () => Promise<void>
}

export interface CommittingContender extends Pick<Contender, 'name' | 'prepare' | 'start'> {
  readonly openCommitter: (database: BenchDatabase) => Promise<Committer>
}
