import { current } from '../installations/installation.ts'
import { median } from '../measure/statistics.ts'
import { figure, spread, table } from '../measure/table.ts'
import type { Part } from '../part.ts'
import { type Ratio, ratiosTable } from '../report/ratios.ts'
import { longRunRatios, longRunTables, type NamedLongRun } from '../scale/long-run-tables.ts'
import { measureLongRun } from '../scale/long-run.ts'
import { drainPreloaded, type Preload, type Statistics } from '../scale/preloaded.ts'

const HEAD = [
  'in the database, analysed',
  'messages/s',
  'slowest … fastest',
  'of empty',
  'CPU s per 1,000',
  'Postgres CPU s per 1,000',
  'of empty',
  'peak MB',
]

const FULL = { count: 20_000, finished: 1_000_000, half_held: 200_000, snapshot_seconds: 60 }
const SHORT = { count: 600, finished: 5_000, half_held: 10_000, snapshot_seconds: 1 }

interface Preloaded {
  readonly preload: Preload
  readonly analysed: Statistics
  readonly drained: Awaited<ReturnType<typeof drainPreloaded>>
}

export const scalePart: Part = async ({ postgres, provider, short, baseline }) => {
  const { count, finished, half_held, snapshot_seconds } = short ? SHORT : FULL
  const preloads: readonly Preload[] = [
    { name: 'nothing else' },
    { name: `${figure(finished)} finished`, finished },
    { name: `${figure(half_held)} waiting, half of a held template, 1 in 40 for one number`, half_held },
  ]
  const results: Preloaded[] = []
  for (const preload of preloads) {
    for (const analysed of ['long ago', 'just now'] as const) {
      const drained = await drainPreloaded({ postgres, provider, count }, preload, analysed)
      results.push({ preload, analysed, drained })
    }
  }
  const earlier = await baseline()
  const runs: NamedLongRun[] = []
  for (const installation of earlier ? [current, earlier] : [current]) {
    const options = { installation, postgres, provider, messages: finished, snapshot_seconds }
    runs.push({ name: installation.name, ...(await measureLongRun(options)) })
  }
  return [
    `256 at once, medians of three windows of ${figure(count)} messages each`,
    preloadedTable(results),
    ...longRunTables(runs, finished),
    ratiosTable([...preloadedRatios(results), ...longRunRatios(runs, finished)]),
  ].join('\n\n')
}

function preloadedTable(results: readonly Preloaded[]): string {
  const rows = results.map((result) => {
    const { per_second, worker_cpu, postgres_cpu, peak_mb } = result.drained
    return [
      `${result.preload.name}, ${result.analysed}`,
      figure(median(per_second)),
      spread(per_second),
      figure(rateOf(result) / rateOf(results[0]), 2),
      figure(worker_cpu, 3),
      figure(postgres_cpu, 3),
      figure(cpuOf(result) / cpuOf(results[0]), 2),
      figure(peak_mb),
    ]
  })
  return table(HEAD, rows)
}

function preloadedRatios([empty, ...others]: readonly Preloaded[]): Ratio[] {
  return [
    {
      what: 'messages/s beside other messages, the slowest, of empty',
      value: Math.min(...others.map(rateOf)) / rateOf(empty),
      wanted: '≥ 0.93',
    },
    {
      what: "Postgres' CPU beside other messages, the most, of empty",
      value: Math.max(...others.map(cpuOf)) / cpuOf(empty),
      wanted: '≤ 1.1',
    },
  ]
}

function rateOf(result: Preloaded | undefined): number {
  return median(result?.drained.per_second ?? [])
}

function cpuOf(result: Preloaded | undefined): number {
  return result?.drained.postgres_cpu ?? NaN
}
