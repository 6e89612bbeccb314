import fc from 'fast-check'
import type { Bench } from '../../services/notifier/test/fixture.ts'
import { finishAll } from './finish-all.ts'
import { advancing, repairing, settling, waiting } from './commands/time.ts'
import { applying, callingBack } from './commands/callback.ts'
import { arrivingLate, sending } from './commands/send.ts'
import { attempting, claiming, crashing, recording } from './commands/claim.ts'
import { assigning, cancelling, exchanging, moving } from './commands/duties.ts'
import { assigningTwoAtOnce, notifying, sweeping, ticking } from './commands/telling.ts'
import { type Publication, publications, publishing, publishOne } from './commands/publish.ts'
import { erasing, optingOut, readdressing, suppressing } from './commands/people.ts'
import { pausing, retrying, probing, resuming, holdingTemplates } from './commands/operators.ts'
import { observe, type Step } from './step.ts'
import { createWorld, type World, type WorldSettings } from './world.ts'

const MAX_STEPS = 40

interface Beginning extends WorldSettings {
  readonly published: readonly Publication[]
}

const beginnings: fc.Arbitrary<Beginning> = fc.record({
  in_doubt_window_ms: fc.constantFrom(600_000, 600_000, 600_000, 0),
  in_doubt_policy: fc.constantFrom('resend', 'resend', 'resend', 'hold'),
  approves_corrections: fc.constantFrom(true, true, false),
  published: fc.array(publications, { minLength: 1, maxLength: 3 }),
})

const OFTEN = [attempting, waiting, callingBack]
const SOMETIMES = [publishing, assigning, moving, claiming, sending, recording, applying, readdressing]
const RARELY = [
  advancing,
  settling,
  retrying,
  crashing,
  arrivingLate,
  probing,
  resuming,
  cancelling,
  exchanging,
  notifying,
  sweeping,
  ticking,
  assigningTwoAtOnce,
  optingOut,
  suppressing,
  erasing,
  pausing,
  holdingTemplates,
  repairing,
]

const times = (count: number, steps: readonly fc.Arbitrary<Step>[]) =>
  Array.from({ length: count }, () => steps).flat()

export interface LifeOptions {
  /** Of `fc.commands`, printed with a counterexample: which of its steps could be done. */
  readonly replayPath?: string
  readonly onFinished?: () => void
}

/** Random lives: each starts with an empty database and ends when nothing is open; every invariant is checked after every step. */
export function livesOn(bench: Bench, { replayPath, onFinished }: LifeOptions = {}) {
  const steps = fc.commands([...times(12, OFTEN), ...times(3, SOMETIMES), ...RARELY], {
    maxCommands: MAX_STEPS,
    size: 'max',
    ...(replayPath === undefined ? {} : { replayPath }),
  })
  return fc.asyncProperty(beginnings, steps, async (given, commands) => {
    const worlds: World[] = []
    await fc.asyncModelRun(async () => {
      const model = await createWorld(bench, given)
      worlds.push(model)
      for (const publication of given.published) await publishOne(model, bench, publication)
      await observe(model, bench)
      return { model, real: bench }
    }, commands)
    for (const world of worlds) await finishAll(world, bench)
    onFinished?.()
  })
}
