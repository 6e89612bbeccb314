import type { BenchDatabase } from '../postgres.ts'
import type { Competitor } from './competitor.ts'

/** Writes registrations as the competitor's own API would. */
export interface Committer {
  /**
   * Commits the `n`th volunteer's registration and its message.
   *
   * @returns when the commit was acknowledged, on the machine's monotonic clock, in ms
   */
  readonly commit: (n: number) => Promise<number>
  readonly close: () => Promise<void>
}

export interface CommittingCompetitor extends Pick<Competitor, 'name' | 'prepare' | 'start'> {
  readonly openCommitter: (database: BenchDatabase) => Promise<Committer>
}
