import type { Draft } from '../draft.ts'
import type { Random } from '../random.ts'
import type { World } from '../world.ts'

/** A way to make a request wrong, or only odd. */
export interface Bend {
  readonly name: string
  /** How often it is taken; one that is as dear as a hundred others, seldom. */
  readonly weight: number
  readonly fits: (draft: Draft) => boolean
  readonly apply: (draft: Draft, random: Random, world: World) => void
}

type Applied = Bend['apply']

/** Bends of one kind, each as often as the others. */
export function bends(
  kind: string,
  fits: Bend['fits'],
  named: Readonly<Record<string, Applied>>,
  weight = 1,
): Bend[] {
  return Object.entries(named).map(([name, apply]) => ({ name: `${kind}: ${name}`, weight, fits, apply }))
}
