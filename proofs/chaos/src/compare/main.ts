/** Only kills and lost answers, for Dutybell and for two queues with one job per message. */

import { setTimeout as sleep } from 'node:timers/promises'
import { SeededRandom } from '@dutybell/shared/seeded-random'
import type { Competitor } from './competitor.ts'
import { startDutybell } from './dutybell.ts'
import { startGraphileWorker, startPgBoss } from './queues.ts'

const SEED = 42
const WORKERS = 2
const MESSAGES = 600
const PAUSE_MS = 30 // between two messages
const WAIT_MS = 60_000
const FIRST_NUMBER = 9_810_000_000

for (const start of [startDutybell, startGraphileWorker, startPgBoss]) {
  const competitor = await start(SEED, WORKERS)
  try {
    console.log(await measure(competitor))
  } finally {
    await competitor.stop()
  }
}
process.exit(0) // pg-boss keeps timers

async function measure(competitor: Competitor): Promise<string> {
  const done = new AbortController()
  const faults = breakThings(competitor, new SeededRandom(SEED), done.signal)
  for (let n = 0; n < MESSAGES; n += 1) {
    await competitor.publish(`+91${FIRST_NUMBER + n}`)
    await sleep(PAUSE_MS)
  }
  done.abort()
  const { kills, lost_answers } = await faults
  await untilArrived(competitor)
  const arrivals = Map.groupBy(competitor.ledger.taken, ({ to }) => to)
  const doubled = [...arrivals.values()].filter((times) => times.length > 1).length
  return [
    `${competitor.name}: ${kills} kills, ${lost_answers} times of lost answers;`,
    `${arrivals.size} of ${MESSAGES} arrived within ${WAIT_MS / 1000} s, ${doubled} doubled, ${await competitor.marked()} marked, ${await competitor.left()} left`,
  ].join(' ')
}

/** Alternates: a worker is killed after Meta accepted its message; answers are lost after acceptance for a time. */
async function breakThings(
  { workers, catches, providerFaults }: Competitor,
  random: SeededRandom,
  over: AbortSignal,
) {
  let kills = 0
  let lost_answers = 0
  while (!over.aborted) {
    const worker = random.pick(workers)
    if (await catches.catchAt('message_taken', worker.name, () => worker.kill(), 2_000)) kills += 1
    providerFaults.begin('take_and_reset', 0.3)
    await sleep(500)
    providerFaults.end()
    lost_answers += 1
    await sleep(1_000)
  }
  return { kills, lost_answers }
}

/** Waits for all messages, and longer for repetitions. */
async function untilArrived({ ledger }: Competitor): Promise<void> {
  const until = performance.now() + WAIT_MS
  while (performance.now() < until && new Set(ledger.taken.map(({ to }) => to)).size < MESSAGES)
    await sleep(500)
  await sleep(10_000)
}
