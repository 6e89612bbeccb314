import fc from 'fast-check'
import { test } from 'tap'
import { openBench } from '../fixture.ts'
import { livesOn } from './life.ts'

const { MODEL_RUNS = '150', MODEL_SEED, MODEL_PATH, MODEL_REPLAY_PATH } = process.env
const A_LONG_RUN_MS = 3_600_000

test(
  'the life of a delivery: whatever happens in whatever order, the promises hold',
  { timeout: A_LONG_RUN_MS },
  async (t) => {
    const bench = await openBench(t)
    let lived = 0
    const lives = livesOn(bench, {
      onLived: () => (lived += 1),
      ...(MODEL_REPLAY_PATH === undefined ? {} : { replayPath: MODEL_REPLAY_PATH }),
    })
    const result = await fc.check(lives, {
      numRuns: Number(MODEL_RUNS),
      unbiased: true,
      ...(MODEL_SEED === undefined ? {} : { seed: Number(MODEL_SEED) }),
      ...(MODEL_PATH === undefined ? {} : { path: MODEL_PATH }),
    })
    t.comment(`${lived} lives, seed ${result.seed}`)
    if (result.errorInstance instanceof Error)
      t.comment(result.errorInstance.stack ?? result.errorInstance.message)
    t.equal(await fc.asyncDefaultReportMessage(result), undefined, 'every promise held')
  },
)
