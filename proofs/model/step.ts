import type { AsyncCommand } from 'fast-check'
import type { Bench } from '../../services/notifier/test/fixture.ts'
import { checkStep } from './invariants.ts'
import { takeSnapshot } from './snapshot.ts'
import type { World } from './world.ts'

export type Step = AsyncCommand<World, Bench>

interface StepOptions {
  readonly when?: (world: World) => boolean
  readonly act: (world: World, bench: Bench) => Promise<void>
}

/** A command, after which every promise still holds. */
export function step(name: string, { when, act }: StepOptions): Step {
  return {
    check: (world) => when?.(world) ?? true,
    run: async (world, bench) => {
      await act(world, bench)
      await look(world, bench)
    },
    toString: () => name,
  }
}

/** Reads the database anew and holds it against what it was and what must be. */
export async function look(world: World, bench: Bench): Promise<void> {
  const before = world.last
  world.last = await takeSnapshot(bench)
  checkStep(world, before, world.last)
}

/** The n-th of a list that may be shorter. */
export function pick<Item>(items: readonly Item[], n: number): Item | undefined {
  return items[n % Math.max(1, items.length)]
}
