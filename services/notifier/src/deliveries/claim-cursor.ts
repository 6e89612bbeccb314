import type { Claimed } from './claim-deliveries.ts'

/** A delivery that was published meanwhile with an earlier rank waits at most this long. */
const MAX_SKIP_MS = 250

/**
 * The rank at which the next claim starts. Each claim leaves dead entries at the start of the ready index; until vacuum removes
 * them, every later claim would scan them: slower with each claim, and with each old snapshot elsewhere.
 */
export class ClaimCursor {
  #rank: Temporal.Instant | null = null
  #started_at = -Infinity

  /** @returns the rank to start from; null: from the start. `now` is of performance.now() */
  at(now: number): Temporal.Instant | null {
    if (now - this.#started_at > MAX_SKIP_MS) this.#rank = null
    if (this.#rank === null) this.#started_at = now
    return this.#rank
  }

  /** Moves behind the last claimed delivery, or back to the start if the claim was not full. */
  move(claimed: readonly Pick<Claimed, 'rank'>[], isFull: boolean): void {
    this.#rank = isFull ? (claimed.at(-1)?.rank ?? null) : null
  }
}
