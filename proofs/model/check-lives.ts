/** Runs random lives of deliveries against the SQL and the notifier's code, and checks every invariant after every step. */
import fc from 'fast-check'
import { openBench } from '../../services/notifier/test/fixture.ts'
import { readCount, readOptions } from '../src/read-options.ts'
import { runProof } from '../src/report.ts'
import { livesOn } from './life.ts'

const USAGE = `node proofs/model/check-lives.ts [--lives N] [--seed N] [--path PATH] [--replay-path PATH]

  --lives N           how many lives (2500)
  --seed N            the seed of a failed run, as --seed=-5 where it is negative; without it, a random one, which is printed
  --path PATH         the path of a failed run: repeats that life alone
  --replay-path PATH  the replayPath of a failed run: which of its steps could be done

Exit codes: 0 every promise held, 1 one was broken, 2 called wrongly.`

const values = readOptions(USAGE, {
  lives: { type: 'string', default: '2500' },
  seed: { type: 'string' },
  path: { type: 'string' },
  'replay-path': { type: 'string' },
})
const lives = readCount(USAGE, '--lives', values.lives)
const replayPath = values['replay-path']

await runProof(async (report, scope) => {
  const bench = await openBench(scope)
  let finished = 0
  const property = livesOn(bench, {
    onFinished: () => (finished += 1),
    ...(replayPath === undefined ? {} : { replayPath }),
  })
  const result = await fc.check(property, {
    numRuns: lives,
    unbiased: true,
    ...(values.seed === undefined ? {} : { seed: Number(values.seed) }),
    ...(values.path === undefined ? {} : { path: values.path }),
  })
  const message = (await fc.asyncDefaultReportMessage(result)) ?? null
  const stack = result.errorInstance instanceof Error ? (result.errorInstance.stack ?? '') : ''
  report.check(
    `model: every invariant held in ${finished} lives, seed ${result.seed}`,
    message === null ? null : `${message}\n${stack}`,
  )
})
