import fc from 'fast-check'
import type { Bench } from '../../services/notifier/test/fixture.ts'
import { comeToRest } from './come-to-rest.ts'
import { advancing } from './commands/advance.ts'
import { applying } from './commands/apply-webhooks.ts'
import { arriving } from './commands/arrive.ts'
import { attempting } from './commands/attempt.ts'
import { telling } from './commands/callback.ts'
import { changingDuties } from './commands/change-duty.ts'
import { claiming } from './commands/claim.ts'
import { crashing } from './commands/crash.ts'
import { erasing } from './commands/erase.ts'
import { repairing } from './commands/repair.ts'
import { optingOut } from './commands/opt-out.ts'
import { pausing } from './commands/pause.ts'
import { type Publication, publications, publishing, publishOne } from './commands/publish.ts'
import { readdressing } from './commands/readdress.ts'
import { recording } from './commands/record.ts'
import { replaying } from './commands/replay.ts'
import { probing, resuming } from './commands/resume.ts'
import { sending } from './commands/send.ts'
import { settling } from './commands/settle.ts'
import { suppressing } from './commands/suppress.ts'
import { decidingTemplates } from './commands/template.ts'
import { waiting } from './commands/wait.ts'
import { look, type Step } from './step.ts'
import { createWorld, type World, type WorldSettings } from './world.ts'

const MOST_STEPS = 40

interface Beginning extends WorldSettings {
  readonly published: readonly Publication[]
}

const beginnings: fc.Arbitrary<Beginning> = fc.record({
  in_doubt_window_ms: fc.constantFrom(600_000, 600_000, 600_000, 0),
  in_doubt_policy: fc.constantFrom('resend', 'resend', 'resend', 'hold'),
  published: fc.array(publications, { minLength: 1, maxLength: 3 }),
})

const OFTEN = [attempting, waiting, telling]
const SOMETIMES = [publishing, claiming, sending, recording, applying, readdressing]
const SELDOM = [
  advancing,
  settling,
  replaying,
  crashing,
  arriving,
  probing,
  resuming,
  changingDuties,
  optingOut,
  suppressing,
  erasing,
  pausing,
  decidingTemplates,
  repairing,
]

const times = (count: number, steps: readonly fc.Arbitrary<Step>[]) =>
  Array.from({ length: count }, () => steps).flat()

export interface LifeOptions {
  /** Of `fc.commands`, printed with a counterexample: which of its steps could be done. */
  readonly replayPath?: string
  readonly onFinished?: () => void
}

/** Lives drawn at random: each from an empty database to rest, with a look at every promise after every step. */
export function livesOn(bench: Bench, { replayPath, onFinished }: LifeOptions = {}) {
  const steps = fc.commands([...times(12, OFTEN), ...times(3, SOMETIMES), ...SELDOM], {
    maxCommands: MOST_STEPS,
    size: 'max',
    ...(replayPath === undefined ? {} : { replayPath }),
  })
  return fc.asyncProperty(beginnings, steps, async (given, commands) => {
    const worlds: World[] = []
    await fc.asyncModelRun(async () => {
      const model = await createWorld(bench, given)
      worlds.push(model)
      for (const publication of given.published) await publishOne(model, bench, publication)
      await look(model, bench)
      return { model, real: bench }
    }, commands)
    for (const world of worlds) await comeToRest(world, bench)
    onFinished?.()
  })
}
