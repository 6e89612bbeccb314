import type { Claimed } from './claim-deliveries.ts'

/** For so long what has come and ranks earlier may be passed over. */
const LONGEST_MS = 250

/**
 * Where the next of many claims begins. Each claim leaves dead entries at the beginning of the ready index, and until they are
 * vacuumed away every later claim would walk over them: the longer the drain, or a snapshot elsewhere, the slower.
 */
export class ClaimFront {
  #rank: Temporal.Instant | null = null
  #began_at = -Infinity

  /** The rank to begin at; null is the beginning. `now` is on performance.now()'s clock. */
  at(now: number): Temporal.Instant | null {
    if (now - this.#began_at > LONGEST_MS) this.#rank = null
    if (this.#rank === null) this.#began_at = now
    return this.#rank
  }

  /** Moves behind what a claim took; back to the beginning where that was less than it might take. */
  move(taken: readonly Pick<Claimed, 'rank'>[], isFull: boolean): void {
    this.#rank = isFull ? (taken.at(-1)?.rank ?? null) : null
  }
}
