/** Forget what came before, and tell when so many have been answered. */
export interface ToProvider {
  readonly count: number
}

export interface Arrivals {
  /** Whom each message went to, in the order of arrival. */
  readonly numbers: readonly string[]
  /** What the provider calls each message, and the `biz_opaque_callback_data` it came with; one for each of `numbers`. */
  readonly ids: readonly string[]
  readonly callback_data: readonly string[]
  /** On the machine's monotonic clock, in ms; one for each of `numbers`. */
  readonly arrived_at: readonly number[]
  /** When the last answer was written, on the same clock. */
  readonly answered_at: number
}

export type FromProvider =
  | { readonly kind: 'listening'; readonly url: string }
  | ({ readonly kind: 'done' } & Arrivals)
