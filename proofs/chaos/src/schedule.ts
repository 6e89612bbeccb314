import { setTimeout as sleep } from 'node:timers/promises'
import type { SeededRandom } from '@dutybell/shared/seeded-random'
import { DATABASE } from './faults/database.ts'
import type { Fault } from './faults/fault.ts'
import { POINTS } from './faults/points.ts'
import { PROCESSES } from './faults/processes.ts'
import { PROVIDERS } from './faults/providers.ts'
import type { World } from './world.ts'

export const FAULTS: readonly Fault[] = [...POINTS, ...PROCESSES, ...DATABASE, ...PROVIDERS]

const MAX_TRIES = 20
const MAX_TRYING_MS = 60_000

/** How often each selected fault fired; 0 is a failure of the run. */
export type Tally = ReadonlyMap<string, number>

export interface ScheduleOptions {
  readonly milliseconds: number
  readonly log: (line: string) => void
  readonly longest_pause_ms: number
  readonly selects: (fault: Fault) => boolean
}

interface Progress {
  readonly fault: Fault
  fired: number
  tries: number
  trying_ms: number
}

/**
 * Injects faults until the time is over: each fault once in a random order, then again in another order. After that, a
 * fault that has not fired is tried further, at most 20 times or 60 seconds in all.
 */
export async function injectFaults(world: World, options: ScheduleOptions): Promise<Tally> {
  const until = performance.now() + options.milliseconds
  const selected = FAULTS.filter(
    (fault) => options.selects(fault) && (world.options.callbacks_on || !fault.needs_callbacks),
  )
  const progress = selected.map((fault): Progress => ({ fault, fired: 0, tries: 0, trying_ms: 0 }))
  const lanes = (['notifiers', 'apis', 'providers'] as const).map((lane) =>
    runLane(world, {
      progress: progress.filter(({ fault }) => fault.lane === lane),
      random: world.random.fork(),
      until,
      options,
    }),
  )
  await Promise.all(lanes)
  return new Map(progress.map(({ fault, fired }) => [fault.name, fired]))
}

async function runLane(
  world: World,
  lane: {
    progress: readonly Progress[]
    random: SeededRandom
    until: number
    options: ScheduleOptions
  },
): Promise<void> {
  const { progress, random, until, options } = lane
  const began = performance.now()
  const isWanted = (one: Progress) => performance.now() < until || isStillToFire(one)
  for (;;) {
    const deck = random.shuffled(progress.filter(isWanted))
    if (deck.length === 0) return
    for (const one of deck) {
      if (!isWanted(one)) continue
      const start = performance.now()
      const fired = await one.fault.run(world, random)
      one.tries += 1
      one.trying_ms += performance.now() - start
      one.fired += fired ? 1 : 0
      const at = ((start - began) / 1000).toFixed(1).padStart(6)
      options.log(`${at} s  ${one.fault.name}${fired ? '' : '  (did not fire)'}`)
      await sleep(random.between(100, options.longest_pause_ms))
    }
  }
}

function isStillToFire({ fired, tries, trying_ms }: Progress): boolean {
  return fired === 0 && tries < MAX_TRIES && trying_ms < MAX_TRYING_MS
}
