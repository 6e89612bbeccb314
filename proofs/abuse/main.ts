/** Abuse: wrong keys, poison, floods and failing providers against the system as it runs, over HTTP. */
import { readOptions } from '../src/read-options.ts'
import { type Report, runProof, type Scope } from '../src/report.ts'
import { useTestCluster } from '../src/test-cluster.ts'
import { refuseAddressTricks } from './scenes/addresses.ts'
import { keepSharesForReminders } from './scenes/daily-limit.ts'
import { migrateAtOnce } from './scenes/migrations.ts'
import { bearMixedLoad } from './scenes/mixed-load.ts'
import { registerAtOnce } from './scenes/rush.ts'
import { refusePathTricks } from './scenes/path-tricks.ts'
import { keepPoison, outlivePoison } from './scenes/poison.ts'
import { replayReceipts } from './scenes/replays.ts'
import { meetProviderFaults } from './scenes/provider-faults.ts'
import { refuseWrongKeys } from './scenes/wrong-keys.ts'
import { startSystem, type System } from './system.ts'

const USAGE = `pnpm proofs --only abuse

Starts the API and a notifier, with the simulator as Meta and mail server, and mistreats them over HTTP.

  --short        smaller numbers, without what takes minutes
  --scene WORDS  only the scenes whose name contains these words

Exit codes: 0 all checks passed, 1 one failed, 2 called wrongly.`

const { short, scene } = readOptions(USAGE, {
  short: { type: 'boolean', default: false },
  scene: { type: 'string', default: '' },
})

type Play = (system: System, report: Report) => Promise<void>
type PlayApart = (scope: Scope, report: Report) => Promise<void>

/** On one system, one after the other. */
const SHARED: readonly (readonly [name: string, play: Play])[] = [
  ['wrong keys', refuseWrongKeys],
  ['path tricks', refusePathTricks],
  ['address tricks', refuseAddressTricks],
  ['poison', keepPoison],
  ['odd webhooks', outlivePoison],
  ['replays', (system, report) => replayReceipts(system, report, short ? 10 : 300)],
  ['rush', (system, report) => registerAtOnce(system, report, short ? 300 : 6_000)],
  ['mixed load', (system, report) => bearMixedLoad(system, report, short ? 3 : 600)],
  ['provider faults', (system, report) => meetProviderFaults(system, report, short)],
]

/** Each with databases and processes of its own. */
const APART: readonly (readonly [name: string, play: PlayApart])[] = [
  ['daily limit', (scope, report) => keepSharesForReminders(scope, report, 'by default')],
  ...(short ? [] : [['daily limit, off', keepSharesWithoutLimits] as const]),
  ['migrations', (scope, report) => migrateAtOnce(scope, report, short ? 3 : 15, short ? 1 : 6)],
]

await runProof(async (report, scope) => {
  await useTestCluster(scope)
  const shared = SHARED.filter(isChosen)
  if (shared.length > 0) {
    const system = await startSystem(scope)
    for (const [name, play] of shared) await timed(name, play(system, report))
    report.check('abuse: the services log no error and do not end', system.complaints.join('\n') || null)
  }
  for (const [name, play] of APART.filter(isChosen)) await timed(name, play(scope, report))
})

function isChosen([name]: readonly [string, unknown]): boolean {
  return name.includes(scene)
}

async function timed(name: string, playing: Promise<void>): Promise<void> {
  const began = performance.now()
  await playing
  console.log(`# ${name}: ${((performance.now() - began) / 1_000).toFixed(1)} s`)
}

function keepSharesWithoutLimits(scope: Scope, report: Report): Promise<void> {
  return keepSharesForReminders(scope, report, 'off')
}
