import type { Random } from '../random.ts'
import type { World } from '../world.ts'

/** One way to break something. It ends with everything as before. */
export interface Fault {
  readonly name: string
  /** Faults of one lane do not overlap; those of different lanes do. */
  readonly lane: 'processes' | 'providers'
  /** Only where callbacks come. */
  readonly needs_callbacks?: boolean
  /** @returns whether it came about: a point of the protocol may not be reached in time */
  readonly run: (world: World, random: Random) => Promise<boolean>
}

export const REACHED_WITHIN_MS = 4_000
