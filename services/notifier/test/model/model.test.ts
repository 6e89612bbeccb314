import fc from 'fast-check'
import { test } from 'tap'
import { openBench } from '../fixture.ts'
import { comeToRest } from './come-to-rest.ts'
import { advancing } from './commands/advance.ts'
import { applying } from './commands/apply-webhooks.ts'
import { telling } from './commands/callback.ts'
import { claiming } from './commands/claim.ts'
import { decidingTemplates, pausing, probing, resuming } from './commands/control.ts'
import { arriving, crashing } from './commands/crash.ts'
import { publishing } from './commands/publish.ts'
import { readdressing } from './commands/readdress.ts'
import { recording } from './commands/record.ts'
import { replaying } from './commands/replay.ts'
import { sending } from './commands/send.ts'
import { mending, settling } from './commands/settle.ts'
import { changingDuties, optingOut, suppressing } from './commands/withdraw.ts'
import type { Step } from './step.ts'
import { createWorld, type World, type WorldSettings } from './world.ts'

const { MODEL_RUNS = '150', MODEL_SEED, MODEL_PATH, MODEL_REPLAY_PATH } = process.env
const MOST_STEPS = 40
const A_LONG_RUN_MS = 3_600_000

const settings: fc.Arbitrary<WorldSettings> = fc.record({
  in_doubt_window_ms: fc.constantFrom(600_000, 600_000, 0),
  in_doubt_policy: fc.constantFrom('resend', 'resend', 'hold'),
})

const often: fc.Arbitrary<Step>[] = [publishing, claiming, sending, recording, telling, applying]
const sometimes: fc.Arbitrary<Step>[] = [
  advancing,
  settling,
  replaying,
  crashing,
  arriving,
  probing,
  resuming,
]
const seldom: fc.Arbitrary<Step>[] = [
  changingDuties,
  optingOut,
  suppressing,
  readdressing,
  pausing,
  decidingTemplates,
  mending,
]

const times = (count: number, steps: readonly fc.Arbitrary<Step>[]) =>
  Array.from({ length: count }, () => steps).flat()

const steps = fc.commands([...times(4, often), ...times(2, sometimes), ...seldom], {
  maxCommands: MOST_STEPS,
  size: 'max',
  ...(MODEL_REPLAY_PATH === undefined ? {} : { replayPath: MODEL_REPLAY_PATH }),
})

test(
  'the life of a delivery: whatever happens in whatever order, the promises hold',
  { timeout: A_LONG_RUN_MS },
  async (t) => {
    const bench = await openBench(t)
    let done = 0
    const life = fc.asyncProperty(settings, steps, async (given, commands) => {
      const worlds: World[] = []
      await fc.asyncModelRun(async () => {
        const model = await createWorld(bench, given)
        worlds.push(model)
        return { model, real: bench }
      }, commands)
      for (const world of worlds) await comeToRest(world, bench)
      done += 1
    })
    const result = await fc.check(life, {
      numRuns: Number(MODEL_RUNS),
      ...(MODEL_SEED === undefined ? {} : { seed: Number(MODEL_SEED) }),
      ...(MODEL_PATH === undefined ? {} : { path: MODEL_PATH }),
    })
    t.comment(`${done} lives, seed ${result.seed}`)
    if (result.failed) t.comment(JSON.stringify(result.counterexample?.[1]))
    if (result.errorInstance instanceof Error)
      t.comment(result.errorInstance.stack ?? result.errorInstance.message)
    t.equal(await fc.asyncDefaultReportMessage(result), undefined, 'every promise held')
  },
)
