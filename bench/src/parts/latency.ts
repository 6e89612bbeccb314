import { committingGraphileWorker } from '../competitors/commit-job.ts'
import { committingNotifier } from '../competitors/commit-registration.ts'
import { measureLatency } from '../latency.ts'
import { median, percentile } from '../measure/statistics.ts'
import { figure, spread, table } from '../measure/table.ts'
import type { Part } from '../part.ts'
import { ratiosTable } from '../report/ratios.ts'

const PER_SECOND = 50
const INTERVAL_MS = 1_000 / PER_SECOND

const SPACINGS = [
  { name: 'evenly', nextIn: () => INTERVAL_MS },
  // As people come: independent of each other, so that some come together.
  { name: 'at random', nextIn: () => -Math.log(1 - Math.random()) * INTERVAL_MS },
]

const HEAD = [
  '50 per second',
  'p50 ms',
  'of graphile-worker',
  'p90 ms',
  'p99 ms',
  'of graphile-worker',
  'p99 of the runs',
  'largest ms',
]

/** From the commit to the provider, at a pace at which nothing queues. */
export const latencyPart: Part = async ({ postgres, provider, short, only }) => {
  const [count, warm_up, runs] = short ? [50, 20, 1] : [1_500, 300, 3]
  const competitors = [committingNotifier, committingGraphileWorker].filter(
    ({ name }) => !only || only.includes(name),
  )
  const results = SPACINGS.flatMap(({ name: spacing, nextIn }) =>
    competitors.map((competitor) => ({ competitor, spacing, nextIn, runs: [] as (readonly number[])[] })),
  )
  for (let run = 0; run < runs; run += 1) {
    for (const { competitor, nextIn, runs } of results)
      runs.push(await measureLatency(competitor, { postgres, provider, count, warm_up, nextIn }))
  }
  const of = (name: string, spacing: string, share: number) => {
    const found = results.find((result) => result.competitor.name === name && result.spacing === spacing)
    return median((found?.runs ?? []).map((run) => percentile(run, share)))
  }
  const ratio = (name: string, spacing: string, share: number) =>
    of(name, spacing, share) / of(committingGraphileWorker.name, spacing, share)
  const rows = results.map(({ competitor: { name }, spacing, runs }) => [
    `${name}, ${spacing}`,
    figure(of(name, spacing, 0.5), 1),
    figure(ratio(name, spacing, 0.5), 2),
    figure(of(name, spacing, 0.9), 1),
    figure(of(name, spacing, 0.99), 1),
    figure(ratio(name, spacing, 0.99), 2),
    spread(
      runs.map((run) => percentile(run, 0.99)),
      1,
    ),
    figure(Math.max(...runs.flat()), 1),
  ])
  const wanted = SPACINGS.flatMap(({ name: spacing }) => [
    {
      what: `p50 ${spacing}, of graphile-worker`,
      value: ratio(committingNotifier.name, spacing, 0.5),
      wanted: '≤ 1.6',
    },
    {
      what: `p99 ${spacing}, of graphile-worker`,
      value: ratio(committingNotifier.name, spacing, 0.99),
      wanted: '≤ 1.3',
    },
  ])
  const title = `${figure(count)} messages in each of ${runs} ${runs === 1 ? 'run' : 'runs'}; medians`
  return `${title}\n\n${table(HEAD, rows)}\n\n${ratiosTable(wanted)}`
}
