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

const ENOUGH_REQUESTS = 1_500 // with fewer, an operation may not have succeeded yet
const MAX_SHOWN = 2_000 // characters of a body

const values = readOptions(USAGE, {
  requests: { type: 'string', default: '20000' },
  seed: { type: 'string', default: String(1 + Math.trunc(Math.random() * 1_000_000)) },
})
const requests = readCount(USAGE, '--requests', values.requests)
const seed = readCount(USAGE, '--seed', values.seed)

await runProof(async (report, scope) => {
  const scene = await startScene(scope)
  console.log(`Seed ${seed}, ${requests} requests to http://127.0.0.1:${scene.port}`)
  const run = await fuzz(scene, { seed, requests })
  for (const finding of run.findings)
    report.check(`fuzz: request ${finding.sent.request.number}`, formatFinding(finding))
  for (const fault of run.faults) report.check('fuzz: the API as a whole', fault)
  const counts = [...run.counts].map(([name, count]) => `${name}: ${count}`)
  console.log(counts.toSorted().join('\n'))
  const is_early = run.requests < requests
  report.check(
    `fuzz: ${run.requests} requests were sent and judged`,
    is_early ? 'The run ended early.' : null,
  )
  const refused = scene.operations
    .filter((it) => it.method !== 'GET' && !scene.world.succeeded.has(it))
    .map(({ method, path }) => `${method} ${path}`)
  if (requests < ENOUGH_REQUESTS) return
  report.check(
    'fuzz: every operation that writes also succeeded',
    refused.length === 0 ? null : `Every request was refused: ${refused.join(', ')}`,
  )
})

function formatFinding({ faults, sent: { request, answer } }: Finding): string {
  const { method, target, headers, body, mutations, key_holder } = request
  return [
    `${method} ${target} (key of ${key_holder?.name ?? 'nobody'}; ${mutations.join('; ')})`,
    ...headers.map(([name, value]) => `${name}: ${name === 'authorization' ? '…' : value.slice(0, 500)}`),
    ...(body ? [JSON.stringify(body.toString('latin1').slice(0, MAX_SHOWN))] : []),
    `answer: ${answer?.status ?? 'none'} ${answer?.body.toString().slice(0, MAX_SHOWN)}`,
    ...faults,
  ].join('\n')
}
