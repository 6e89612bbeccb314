import type { Claimed } from './claim-deliveries.ts'

/** A claimed delivery; the times are on performance.now()'s clock. */
export interface Leased {
  readonly claimed: Claimed
  readonly claimed_at: number
  readonly lease_ends_at: number
}

/**
 * What is claimed before a slot is free for it: a slot that gets free then need not wait for the database. As much as got free
 * between the last two claims, twice: a slow provider has hardly any wait here.
 */
export class ClaimedAhead {
  #waiting: Leased[] = []
  #freed = 0
  #wanted = 0

  /** A slot got free. */
  noteFreed(): void {
    this.#freed += 1
  }

  /** How many more to claim ahead now; called once for each claim. */
  room(most: number): number {
    this.#wanted = Math.min(most, 2 * this.#freed)
    this.#freed = 0
    return Math.max(0, this.#wanted - this.#waiting.length)
  }

  add(leased: readonly Leased[]): void {
    this.#waiting.push(...leased)
  }

  next(): Leased | undefined {
    return this.#waiting.shift()
  }

  /** Those claimed before `instant`, on performance.now()'s clock. */
  takeOlderThan(instant: number): readonly Leased[] {
    const old = this.#waiting.filter(({ claimed_at }) => claimed_at < instant)
    this.#waiting = this.#waiting.filter(({ claimed_at }) => claimed_at >= instant)
    return old
  }
}
