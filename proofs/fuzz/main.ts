/** `pnpm fuzz --requests 20000 --seed 42`: sends the API what its own document makes possible, and worse. */
import { once } from 'node:events'
import { parseArgs } from 'node:util'
import type { Finding } from './finding.ts'
import { fuzz } from './fuzz.ts'
import { startScene } from './scene.ts'
import { tellOf } from './tell-of.ts'

const USAGE = `pnpm fuzz [--requests N] [--seed N] [--hold]

  --requests N  how many requests to send (20000)
  --seed N      the same seed sends the same; without it, one is made and printed
  --hold        stops at the first finding and keeps the API running, to be asked by hand, until Ctrl-C`

const { values } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: {
    requests: { type: 'string', default: '20000' },
    seed: { type: 'string', default: String(Math.trunc(Math.random() * 1_000_000)) },
    hold: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) console.log(USAGE)
else process.exitCode = await run(Number(values.requests), Number(values.seed), values.hold)

async function run(requests: number, seed: number, hold: boolean): Promise<number> {
  const teardowns: (() => Promise<void>)[] = []
  const interrupted = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => interrupted.abort())
  try {
    const scene = await startScene({ teardown: (stop) => void teardowns.unshift(stop) })
    console.log(`Seed ${seed}, ${requests} requests to http://127.0.0.1:${scene.api.port}`)
    const done = await fuzz(scene, {
      seed,
      requests,
      onFinding: tell,
      stop_at_first: hold,
      signal: interrupted.signal,
    })
    console.log(tellOf(done))
    if (hold && done.findings.length > 0) await heldUntil(interrupted.signal)
    return done.findings.length + done.faults.length + done.tally.shed === 0 ? 0 : 1
  } finally {
    for (const stop of teardowns) await stop()
  }
}

function tell({ number, faults, request, answers, before, curl }: Finding): void {
  console.log(
    `\nRequest ${number}: ${request}\n  answered: ${answers}\n  before, on its connection: ${before}`,
  )
  for (const fault of faults) console.log(`  ${fault}`)
  console.log(`  ${curl}`)
}

async function heldUntil(interrupted: AbortSignal): Promise<void> {
  console.log('The API runs on, as it is after this request, until Ctrl-C.')
  if (!interrupted.aborted) await once(interrupted, 'abort')
}
