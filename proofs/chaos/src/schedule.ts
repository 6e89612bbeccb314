import { setTimeout as sleep } from 'node:timers/promises'
import { DATABASE } from './faults/database.ts'
import type { Fault } from './faults/fault.ts'
import { POINTS } from './faults/points.ts'
import { PROCESSES } from './faults/processes.ts'
import { PROVIDERS } from './faults/providers.ts'
import type { Random } from './random.ts'
import type { World } from './world.ts'

export const FAULTS: readonly Fault[] = [...POINTS, ...PROCESSES, ...DATABASE, ...PROVIDERS]

/** How often each fault came about. */
export type Tally = Map<string, number>

export interface ScheduleOptions {
  readonly milliseconds: number
  readonly log: (line: string) => void
  readonly longest_pause_ms: number
  /** Whether the fault of this name takes part. */
  readonly takes: (name: string) => boolean
}

/** Breaks things until the time is over: every fault once, in a random order, then all over again in another. */
export async function breakThings(world: World, options: ScheduleOptions): Promise<Tally> {
  const tally: Tally = new Map()
  const until = performance.now() + options.milliseconds
  if (!FAULTS.some(({ name }) => options.takes(name))) throw new Error('No fault has such a name.')
  const lanes = (['processes', 'providers'] as const).map((lane) => {
    const random = world.random.fork()
    const faults = FAULTS.filter(
      (fault) =>
        fault.lane === lane &&
        options.takes(fault.name) &&
        (world.options.callbacks_on || !fault.needs_callbacks),
    )
    return runLane(world, { faults, random, until, tally, options })
  })
  await Promise.all(lanes)
  return tally
}

async function runLane(
  world: World,
  lane: { faults: readonly Fault[]; random: Random; until: number; tally: Tally; options: ScheduleOptions },
): Promise<void> {
  const { faults, random, until, tally, options } = lane
  const began = performance.now()
  let deck: Fault[] = []
  while (performance.now() < until) {
    if (deck.length === 0) deck = random.shuffled(faults)
    const fault = deck.pop()
    if (!fault) return
    const at = ((performance.now() - began) / 1000).toFixed(1).padStart(6)
    const came_about = await fault.run(world, random)
    options.log(`${at} s  ${fault.name}${came_about ? '' : '  (did not come about)'}`)
    if (came_about) tally.set(fault.name, (tally.get(fault.name) ?? 0) + 1)
    await sleep(random.between(100, options.longest_pause_ms))
  }
}
