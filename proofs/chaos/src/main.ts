import { parseArgs } from 'node:util'
import { describe, isKept } from './report.ts'
import { runRound } from './run-round.ts'

const WITH_CALLBACKS = 0.75 // of the time; the rest goes to a round in which nothing settles a doubt

const { values } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: {
    only: { type: 'string', default: '' },
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
})
const seed = Number(values.seed)
const seconds = Number(values.minutes) * 60
if (!Number.isInteger(seed) || !(seconds > 0))
  throw new Error('Usage: pnpm chaos [--minutes N] [--seed N] [--only WORDS]')

const common = {
  seed,
  takes: (name: string) => name.includes(values.only),
  notifiers: 3,
  apis: 2,
  clients: 6,
  client_pause_ms: 200,
  longest_pause_ms: 2_500,
  window_seconds: 5,
  awaits_jobs: true,
  longest_quiet_seconds: 180,
  log: (line: string) => console.log(line),
}
const rounds = [
  { ...common, title: 'Callbacks on', callbacks_on: true, seconds: seconds * WITH_CALLBACKS },
  { ...common, title: 'Callbacks off', callbacks_on: false, seconds: seconds * (1 - WITH_CALLBACKS) },
]
let kept = true
for (const round of rounds) {
  const report = await runRound(round)
  console.log(`\n${describe(report)}\n`)
  kept &&= isKept(report)
}
console.log(kept ? 'Every promise was kept.' : 'Promises were broken: see above.')
process.exitCode = kept ? 0 : 1
