import { committingGraphileWorker } from '../competitors/commit-job.ts'
import { committingNotifier } from '../competitors/commit-registration.ts'
import { measureLatency } from '../latency.ts'
import { median, percentile } from '../measure/statistics.ts'
import { figure, spread, table } from '../measure/table.ts'
import type { Part } from '../part.ts'

const PER_SECOND = 50
const INTERVAL_MS = 1_000 / PER_SECOND

const SPACINGS = [
  { name: 'evenly', nextIn: () => INTERVAL_MS },
  // As people come: independent of each other, so that some come together.
  { name: 'at random', nextIn: () => -Math.log(1 - Math.random()) * INTERVAL_MS },
]

const HEAD = ['50 per second', 'p50 ms', 'p90 ms', 'p99 ms', 'p99 of the runs', 'largest ms']

/** From the commit to the provider, at a pace at which nothing queues. */
export const latencyPart: Part = async ({ postgres, provider, quick, only }) => {
  const count = quick ? 300 : 1_500
  const runs = quick ? 1 : 3
  const competitors = [committingNotifier, committingGraphileWorker].filter(
    ({ name }) => !only || only.includes(name),
  )
  const results = SPACINGS.flatMap(({ name: spacing, nextIn }) =>
    competitors.map((competitor) => ({ competitor, spacing, nextIn, runs: [] as (readonly number[])[] })),
  )
  for (let run = 0; run < runs; run += 1) {
    for (const { competitor, nextIn, runs } of results)
      runs.push(await measureLatency(competitor, { postgres, provider, count, nextIn }))
  }
  const rows = results.map(({ competitor, spacing, runs }) => [
    `${competitor.name}, ${spacing}`,
    ...[0.5, 0.9, 0.99].map((share) => figure(median(runs.map((run) => percentile(run, share))), 1)),
    spread(
      runs.map((run) => percentile(run, 0.99)),
      1,
    ),
    figure(Math.max(...runs.flat()), 1),
  ])
  return `${figure(count)} messages in each of ${runs} ${runs === 1 ? 'run' : 'runs'}; medians\n\n${table(HEAD, rows)}`
}
