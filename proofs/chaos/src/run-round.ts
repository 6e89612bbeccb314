import { languagesJson } from '@dutybell/shared/templates/languages'
import { call } from './client.ts'
import { Load } from './load.ts'
import { untilQuiet } from './quiet.ts'
import { SeededRandom } from '@dutybell/shared/seeded-random'
import { findUnfired, type Report } from './report.ts'
import { injectFaults, type ScheduleOptions } from './schedule.ts'
import { judge } from './verdict/judge.ts'
import { query } from './postgres.ts'
import { startWorld, type World } from './world.ts'

export interface RoundOptions {
  readonly title: string
  readonly seed: number
  readonly seconds: number
  readonly callbacks_on: boolean
  readonly notifiers: number
  readonly apis: number
  readonly clients: number
  readonly client_pause_ms: number
  /** Between two faults of one lane. */
  readonly longest_pause_ms: number
  readonly window_seconds: number
  /** Whether the round waits until no job is left. */
  readonly awaits_jobs: boolean
  readonly selects: ScheduleOptions['selects']
  /** After the last fault. */
  readonly longest_quiet_seconds: number
  readonly log: (line: string) => void
}

const START_MS = 30_000
const RELEASE_EVERY_MS = 10_000

/** Starts everything, injects faults under load, waits until it is at rest, and judges. */
export async function runRound(options: RoundOptions): Promise<Report> {
  const random = new SeededRandom(options.seed)
  options.log(`# ${options.title}, seed ${options.seed}`)
  const world = await startWorld({ ...options, random })
  try {
    const unready = await untilQuiet(world, START_MS)
    if (unready.length > 0) throw new Error(`The services did not start: ${unready.join('; ')}`)
    const load = new Load({
      random: random.fork(),
      apis: world.apis,
      tomorrow: world.tomorrow,
      clients: options.clients,
      pause_ms: options.client_pause_ms,
    })
    load.start()
    const tally = await injectFaults(world, { ...options, milliseconds: options.seconds * 1000 })
    await load.stop()
    options.log('# quiet')
    const under_way = await comeToRest(world, options.longest_quiet_seconds * 1000, options.log)
    const verdict = await judge({ world, acknowledged: load.acknowledged.all, under_way })
    for (const service of [...world.apis, ...world.notifiers]) {
      for (const error of service.errors.slice(-3)) options.log(`error logged by ${error.slice(0, 400)}`)
    }
    const deadlocks = await world.postgres.deadlocks()
    return {
      title: options.title,
      verdict: {
        ...verdict,
        findings: [
          ...verdict.findings,
          { promise: 'locks are taken in one order: no deadlock', faults: deadlocks },
          { promise: 'every fault fired', faults: findUnfired(tally) },
        ],
      },
      tally,
      counts: [
        ['requests acknowledged', load.acknowledged.all.length],
        ['requests with an unknown outcome', load.unknown],
      ],
    }
  } finally {
    await world.stop()
  }
}

/** Publishes what is owed about duties and the outstanding reminders, releases the jobs of killed workers, and waits. */
async function comeToRest(
  world: World,
  longest_ms: number,
  log: (line: string) => void,
): Promise<readonly string[]> {
  const until = performance.now() + longest_ms
  await untilQuiet({ ...world, options: { ...world.options, awaits_jobs: false } }, longest_ms / 2, log)
  await call(world.apis, world.random, { method: 'POST', path: '/v1/reminders/run', body: {} })
  for (;;) {
    await query(world.database_url, `select graphile_worker.add_job('release_dead_workers')`)
    const left = await untilQuiet(world, Math.min(RELEASE_EVERY_MS, until - performance.now()), log)
    if (performance.now() >= until) return left
    if (left.length === 0 && (await tellAllDuties(world)) === 0) return left
  }
}

/** As each sweep does: a message that was withdrawn in flight may have failed since. Returns the number of messages. */
async function tellAllDuties({ database_url }: World): Promise<number | undefined> {
  const rows = await query<{ messages: number }>(
    database_url,
    `select tell_all_duties('-infinity', $1) as messages`,
    [languagesJson(['en'])],
  )
  return rows[0]?.messages
}
