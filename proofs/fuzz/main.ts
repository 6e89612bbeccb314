/** `pnpm fuzz`: sends the API requests made from its own OpenAPI document, most of them damaged, and judges the answers. */
import { once } from 'node:events'
import { readCount, readOptions } from '../src/read-options.ts'
import { runProof } from '../src/report.ts'
import { formatFinding, formatSummary } from './format-finding.ts'
import { fuzz } from './fuzz.ts'
import { startScene } from './scene.ts'

const USAGE = `pnpm fuzz [--requests N] [--seed N] [--hold]

Starts the API on a throw-away database and sends it requests made from its OpenAPI document, most of them damaged.

  --requests N  how many requests to send (20000)
  --seed N      the same seed sends the same requests; without it, a random one, which is printed
  --hold        stop at the first finding and keep the API running until Ctrl-C

Exit codes: 0 nothing found, 1 at least one finding, 2 called wrongly.`

const ENOUGH_REQUESTS = 1_000 // with fewer, an operation may not have succeeded yet

/** They need a delivery that failed and is still true, which a short run may not meet. */
const RARE = /^\/v1\/deliveries\/.*retry$/

const values = readOptions(USAGE, {
  requests: { type: 'string', default: '20000' },
  seed: { type: 'string', default: String(1 + Math.trunc(Math.random() * 1_000_000)) },
  hold: { type: 'boolean', default: false },
})
const requests = readCount(USAGE, '--requests', values.requests)
const seed = readCount(USAGE, '--seed', values.seed)

await runProof(async (report, scope) => {
  const interrupted = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => interrupted.abort())
  const scene = await startScene(scope)
  console.log(`Seed ${seed}, ${requests} requests to http://127.0.0.1:${scene.api.port}`)
  const run = await fuzz(scene, {
    seed,
    requests,
    onFinding: (finding) =>
      report.check(`fuzz: request ${finding.number}`, formatFinding(finding, scene.api.port)),
    stop_at_first: values.hold,
    signal: interrupted.signal,
  })
  console.log(formatSummary(run))
  for (const fault of run.faults) report.check('fuzz: the API as a whole', fault)
  if (run.overloaded > 0)
    report.check('fuzz: no request is rejected as overloaded', `${run.overloaded} were.`)
  if (values.hold && run.findings.length > 0) {
    console.log('The API keeps running, in the state after this request, until Ctrl-C.')
    if (!interrupted.signal.aborted) await once(interrupted.signal, 'abort')
    return
  }
  report.check(
    `fuzz: ${run.tally.requests} requests were sent and judged`,
    run.tally.requests >= requests ? null : 'The run ended early.',
  )
  if (requests < ENOUGH_REQUESTS) return
  const { succeeded } = run.tally
  for (const { method, path } of scene.operations) {
    if (method === 'GET' || RARE.test(path)) continue
    report.check(
      `fuzz: ${method} ${path} also succeeded`,
      succeeded.has(`${method} ${path}`)
        ? null
        : 'Every request for it was refused: nothing was proved about it.',
    )
  }
})
