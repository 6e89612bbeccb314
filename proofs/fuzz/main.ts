/** `pnpm fuzz`: sends the API requests made from its own OpenAPI document, most of them damaged, and judges the answers. */
import { readCount, readOptions } from '../src/read-options.ts'
import { runProof } from '../src/report.ts'
import { type Finding, fuzz } from './fuzz.ts'
import { startScene } from './scene.ts'

const USAGE = `pnpm fuzz [--requests N] [--seed N]

Starts the API on a throw-away database and sends it requests made from its OpenAPI document, most of them damaged.

  --requests N  how many requests to send (20000)
  --seed N      the same seed sends the same requests; without it, a random one, which is printed

Exit codes: 0 nothing found, 1 at least one finding, 2 called wrongly.`

const ENOUGH_REQUESTS = 1_000 // with fewer, an operation may not have succeeded yet
const MAX_SHOWN = 2_000 // characters of a body

/** They need a delivery that failed and is still true, which a short run may not meet. */
const RARE = /^\/v1\/deliveries\/.*retry$/

const values = readOptions(USAGE, {
  requests: { type: 'string', default: '20000' },
  seed: { type: 'string', default: String(1 + Math.trunc(Math.random() * 1_000_000)) },
})
const requests = readCount(USAGE, '--requests', values.requests)
const seed = readCount(USAGE, '--seed', values.seed)

await runProof(async (report, scope) => {
  const interrupted = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => interrupted.abort())
  const scene = await startScene(scope)
  console.log(`Seed ${seed}, ${requests} requests to http://127.0.0.1:${scene.api.port}`)
  const run = await fuzz(scene, { seed, requests, signal: interrupted.signal })
  for (const finding of run.findings)
    report.check(`fuzz: request ${finding.sent.request.number}`, formatFinding(finding))
  for (const fault of run.faults) report.check('fuzz: the API as a whole', fault)
  console.log(
    [...run.counts]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, count]) => `${name}: ${count}`)
      .join('\n'),
  )
  report.check(
    `fuzz: ${run.requests} requests were sent and judged`,
    run.requests >= requests ? null : 'The run ended early.',
  )
  if (requests < ENOUGH_REQUESTS) return
  for (const { method, path } of scene.operations) {
    if (method === 'GET' || RARE.test(path)) continue
    const is_proved = run.counts.has(`${method} ${path}`)
    report.check(
      `fuzz: ${method} ${path} also succeeded`,
      is_proved ? null : 'Every request for it was refused: nothing was proved about it.',
    )
  }
})

function formatFinding({ faults, sent: { request, answer, ended } }: Finding): string {
  const { method, target, headers, body, mutations, key_holder } = request
  return [
    `${method} ${target} (key of ${key_holder?.name ?? 'nobody'}; ${mutations.join('; ')})`,
    ...headers.map(
      ([name, value]) => `${name}: ${name === 'authorization' ? '…' : value.slice(0, MAX_SHOWN)}`,
    ),
    ...(body ? [JSON.stringify(body.toString('latin1').slice(0, MAX_SHOWN))] : []),
    `answer: ${answer ? `${answer.status} ${answer.body.toString().slice(0, MAX_SHOWN)}` : ended}`,
    ...faults,
  ].join('\n')
}
