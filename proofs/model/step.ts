import type { AsyncCommand } from 'fast-check'
import type { Bench } from '../../services/notifier/test/fixture.ts'
import { checkDuties } from './check-duties.ts'
import { checkStep } from './invariants.ts'
import { takeSnapshot } from './snapshot.ts'
import type { World } from './world.ts'

export type Step = AsyncCommand<World, Bench>

interface StepOptions {
  readonly when?: (world: World) => boolean
  readonly act: (world: World, bench: Bench) => Promise<void>
}

/** A command; every invariant is checked after it. */
export function step(name: string, { when, act }: StepOptions): Step {
  return {
    check: (world) => when?.(world) ?? true,
    run: async (world, bench) => {
      await act(world, bench)
      await observe(world, bench)
    },
    toString: () => name,
  }
}

/** Takes a new snapshot of the database and checks it against the previous one and the invariants. */
export async function observe(world: World, bench: Bench): Promise<void> {
  const before = world.last
  world.last = await takeSnapshot(bench)
  checkStep(world, before, world.last)
  checkDuties(world, before, world.last)
}

/** The n-th of a list that may be shorter. */
export function pick<Item>(items: readonly Item[], n: number): Item | undefined {
  return items[n % Math.max(1, items.length)]
}
