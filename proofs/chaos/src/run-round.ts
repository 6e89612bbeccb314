import { call } from './client.ts'
import { Load } from './load.ts'
import { untilQuiet } from './quiet.ts'
import { Random } from './random.ts'
import type { Report } from './report.ts'
import { breakThings } from './schedule.ts'
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
  /** Between two faults of a lane. */
  readonly longest_pause_ms: number
  readonly window_seconds: number
  /** Whether it is at rest only when no job is left. */
  readonly awaits_jobs: boolean
  /** Whether the fault of this name takes part. */
  readonly takes: (name: string) => boolean
  /** Once the faults are over. */
  readonly longest_quiet_seconds: number
  readonly log: (line: string) => void
}

const START_MS = 30_000
const RELEASE_EVERY_MS = 10_000

/** Starts everything, breaks it for a while under load, lets it come to rest, and judges. */
export async function runRound(options: RoundOptions): Promise<Report> {
  const random = new Random(options.seed)
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
    const tally = await breakThings(world, { ...options, milliseconds: options.seconds * 1000 })
    await load.stop()
    options.log('# quiet')
    const under_way = await comeToRest(world, options.longest_quiet_seconds * 1000, options.log)
    const verdict = await judge({ world, acknowledged: load.acknowledged, under_way })
    for (const service of [...world.apis, ...world.notifiers]) {
      for (const error of service.errors.slice(-3)) options.log(`error logged by ${error.slice(0, 400)}`)
    }
    return {
      title: options.title,
      verdict,
      tally,
      counts: [
        ['requests acknowledged', load.acknowledged.length],
        ['requests whose outcome the client never learnt', load.unknown],
      ],
    }
  } finally {
    await world.stop()
  }
}

/** Everyone not told yet is reminded, the jobs of the killed are released, and then only waiting is left. */
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
    if (left.length === 0 || performance.now() >= until) return left
  }
}
