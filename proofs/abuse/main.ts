/** Abuse: wrong keys, poison, floods and failing providers against the system as it runs, over HTTP. */
import { readOptions } from '../src/read-options.ts'
import { type Report, runProof } from '../src/report.ts'
import { useTestCluster } from '../src/test-cluster.ts'
import { refuseAddressTricks } from './scenes/addresses.ts'
import { refusePathTricks } from './scenes/path-tricks.ts'
import { keepPoison, outlivePoison } from './scenes/poison.ts'
import { replayReceipts } from './scenes/replays.ts'
import { refuseWrongKeys } from './scenes/wrong-keys.ts'
import { startSystem, type System } from './system.ts'

const USAGE = `pnpm proofs --only abuse

Starts the API and a notifier, with the simulator as Meta and mail server, and mistreats them over HTTP.

  --short        smaller numbers, about 12 s
  --scene WORDS  only the scenes whose name contains these words

Exit codes: 0 all checks passed, 1 one failed, 2 called wrongly.`

const { short, scene } = readOptions(USAGE, {
  short: { type: 'boolean', default: false },
  scene: { type: 'string', default: '' },
})

const SCENES = [
  { name: 'wrong keys', play: refuseWrongKeys },
  { name: 'path tricks', play: refusePathTricks },
  { name: 'address tricks', play: refuseAddressTricks },
  { name: 'poison', play: keepPoison },
  { name: 'odd webhooks', play: outlivePoison },
  {
    name: 'replays',
    play: (system: System, report: Report) => replayReceipts(system, report, short ? 10 : 300),
  },
]

await runProof(async (report, scope) => {
  await useTestCluster(scope)
  const system = await startSystem(scope)
  for (const { name, play } of SCENES.filter(({ name }) => name.includes(scene))) {
    const began = performance.now()
    await play(system, report)
    console.log(`# ${name}: ${(performance.now() - began).toFixed(0)} ms`)
  }
  report.check('abuse: the services log no error and do not end', system.complaints.join('\n') || null)
})
