import type { SeededRandom } from '@dutybell/shared/seeded-random'
import type { World } from '../world.ts'

/** One way to break something. When it returns, the cause is removed. */
export interface Fault {
  readonly name: string
  /** Faults of one lane run one after another; lanes run at the same time. */
  readonly lane: 'notifiers' | 'apis' | 'providers'
  /** Only in a round with callbacks. */
  readonly needs_callbacks?: boolean
  /** The services need half a minute to recover: left out of the short form. */
  readonly recovers_slowly?: boolean
  /** @returns whether it fired: a service may not reach a point of the protocol in time */
  readonly run: (world: World, random: SeededRandom) => Promise<boolean>
}

export const REACHED_WITHIN_MS = 4_000
