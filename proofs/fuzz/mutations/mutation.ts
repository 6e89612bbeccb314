import type { Draw } from '../draw.ts'
import type { Draft } from '../request.ts'
import type { World } from '../world.ts'

/** A way to damage a request. */
export interface Mutation {
  readonly name: string
  /** How often it is chosen, relative to the others. */
  readonly weight: number
  readonly fits: (draft: Draft) => boolean
  readonly apply: (draft: Draft, draw: Draw, world: World) => void
}

/** Mutations of one part of a request, all of the same weight. */
export function mutationsOf(
  part: string,
  fits: Mutation['fits'],
  named: Readonly<Record<string, Mutation['apply']>>,
  weight = 1,
): Mutation[] {
  return Object.entries(named).map(([name, apply]) => ({ name: `${part}: ${name}`, weight, fits, apply }))
}
