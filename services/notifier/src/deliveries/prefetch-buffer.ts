import type { Claimed } from './claim-deliveries.ts'

/** A claimed delivery; the times are of performance.now(). */
export interface Leased {
  readonly claimed: Claimed
  readonly claimed_at: number
  readonly lease_ends_at: number
}

/**
 * Deliveries claimed before a slot is free for them, so that a free slot does not wait for the database. Holds twice the number
 * of slots that became free between the last two claims: with a slow provider almost nothing waits here.
 */
export class PrefetchBuffer {
  #waiting: Leased[] = []
  #freedSlots = 0

  countFreedSlot(): void {
    this.#freedSlots += 1
  }

  /** How many more to prefetch now; called once per claim. */
  capacity(max: number): number {
    const wanted = Math.min(max, 2 * this.#freedSlots)
    this.#freedSlots = 0
    return Math.max(0, wanted - this.#waiting.length)
  }

  add(leased: readonly Leased[]): void {
    this.#waiting.push(...leased)
  }

  next(): Leased | undefined {
    return this.#waiting.shift()
  }

  /** Removes and returns those claimed before `instant`, of performance.now(). */
  takeOlderThan(instant: number): readonly Leased[] {
    const old = this.#waiting.filter(({ claimed_at }) => claimed_at < instant)
    this.#waiting = this.#waiting.filter(({ claimed_at }) => claimed_at >= instant)
    return old
  }
}
