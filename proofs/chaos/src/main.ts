import { exitWithUsage, readOptions } from '../../src/read-options.ts'
import { countPromises, describe, type Report } from './report.ts'
import { runRound, type RoundOptions } from './run-round.ts'
import { FAULTS } from './schedule.ts'

const CALLBACKS_SHARE = 0.75 // of the time; the rest is a round without callbacks

const USAGE = `Usage: pnpm chaos [--minutes N] [--seed N] [--only WORDS] [--short]

Starts APIs, notifiers, Postgres and fake providers, injects faults under load, waits until everything is at rest, and
checks the provider's record against the database. A broken promise, or a fault that never fires, fails the run.

  --minutes N    how long faults are injected (default 10)
  --seed N       the seed of the random choices (default: a new one, printed)
  --only WORDS   only the faults whose name contains these words
  --short        about a minute: fewer processes, each fault at least once, without the slow ones

The last line is "N passed, N failed". Exit codes: 0 all passed, 1 one failed, 2 called wrongly.`

const values = readOptions(USAGE, {
  minutes: { type: 'string', default: '10' },
  seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  only: { type: 'string', default: '' },
  short: { type: 'boolean', default: false },
})
const { only, short } = values
const seed = Number(values.seed)
const seconds = Number(values.minutes) * 60
if (!Number.isInteger(seed)) exitWithUsage(USAGE, '--seed takes an integer.')
if (!(seconds > 0)) exitWithUsage(USAGE, '--minutes takes a number above 0.')
if (!FAULTS.some(({ name }) => name.includes(only)))
  exitWithUsage(USAGE, `No fault has a name with "${only}".`)

const reports: Report[] = []
for (const round of short ? shortForm(seed, only) : longForm(seed, only, seconds)) {
  const report = await runRound(round)
  console.log(`\n${describe(report)}\n`)
  reports.push(report)
}
const { kept, broken } = countPromises(reports)
console.log(`${kept} passed, ${broken} failed`)
process.exitCode = broken === 0 ? 0 : 1

function longForm(seed: number, words: string, seconds: number): readonly RoundOptions[] {
  const common = {
    seed,
    selects: ({ name }: { name: string }) => name.includes(words),
    notifiers: 3,
    apis: 2,
    clients: 6,
    client_pause_ms: 200,
    longest_pause_ms: 2_500,
    window_seconds: 5,
    awaits_jobs: true,
    longest_quiet_seconds: 180,
    log: console.log,
  }
  return [
    { ...common, title: 'Callbacks on', callbacks_on: true, seconds: seconds * CALLBACKS_SHARE },
    { ...common, title: 'Callbacks off', callbacks_on: false, seconds: seconds * (1 - CALLBACKS_SHARE) },
  ]
}

function shortForm(seed: number, words: string): readonly RoundOptions[] {
  return [
    {
      seed,
      title: 'Short form, callbacks on',
      callbacks_on: true,
      seconds: 5, // the round goes on until each fault has fired
      selects: ({ name, recovers_slowly }) => name.includes(words) && recovers_slowly !== true,
      notifiers: 2,
      apis: 1,
      clients: 4,
      client_pause_ms: 150,
      longest_pause_ms: 300,
      window_seconds: 3,
      awaits_jobs: false,
      longest_quiet_seconds: 60,
      log: console.log,
    },
  ]
}
