import { bare } from '../competitors/bare.ts'
import type { Competitor } from '../competitors/competitor.ts'
import { graphileWorker } from '../competitors/graphile-worker.ts'
import { notifier } from '../competitors/notifier.ts'
import { pgBoss } from '../competitors/pg-boss.ts'
import { drain, type DrainOptions, type DrainResult } from '../drain.ts'
import { median } from '../measure/statistics.ts'
import { figure, spread, table } from '../measure/table.ts'
import type { Part } from '../part.ts'
import { ratiosTable } from '../report/ratios.ts'

const HEAD = [
  '',
  'messages/s',
  'slowest … fastest',
  'of bare',
  'of graphile-worker',
  'CPU s per 1,000',
  'of bare',
  'Postgres CPU s per 1,000',
  'of pg-boss',
  'peak MB',
]

/** Each result of one concurrency; `of` is the median, NaN of a competitor that did not run. */
interface Round {
  readonly names: readonly string[]
  readonly rates: (name: string) => readonly number[]
  readonly of: (name: string, value: keyof DrainResult) => number
}

/** The same messages through each competitor, in turns, so that other load affects all of them. */
export const drainPart: Part = async ({ postgres, provider, short, only }) => {
  const [count, runs] = short ? [1_000, 1] : [10_000, 3]
  const unloaded = bare()
  const competitors = [unloaded, notifier, graphileWorker, pgBoss].filter(
    ({ name }) => !only || only.includes(name),
  )
  const at256 = await measure(competitors, { postgres, provider, concurrency: 256, count }, runs)
  const at1000 = await measure(competitors, { postgres, provider, concurrency: 1_000, count }, runs)
  return [
    `${figure(count)} messages, 256 at once, median of ${runs}`,
    roundTable(at256, unloaded.name),
    `${figure(count)} messages, 1,000 at once, median of ${runs}`,
    roundTable(at1000, unloaded.name),
    ratiosTable([
      {
        what: 'messages per second at 256, of graphile-worker',
        value: ratio(at256, 'per_second', graphileWorker),
        wanted: '≥ 0.95',
      },
      {
        what: "Postgres' CPU at 256, of pg-boss",
        value: ratio(at256, 'postgres_cpu', pgBoss),
        wanted: '≤ 0.6',
      },
      {
        what: 'messages per second at 1,000, of bare undici',
        value: ratio(at1000, 'per_second', unloaded),
        wanted: '≥ 0.72',
      },
      {
        what: 'messages per second at 1,000, of pg-boss',
        value: ratio(at1000, 'per_second', pgBoss),
        wanted: '> 1',
      },
    ]),
  ].join('\n\n')
}

/** The notifier's median, of the other's. */
function ratio({ of }: Round, value: keyof DrainResult, other: Competitor): number {
  return of(notifier.name, value) / of(other.name, value)
}

async function measure(
  competitors: readonly Competitor[],
  options: DrainOptions,
  runs: number,
): Promise<Round> {
  const results = new Map(competitors.map(({ name }) => [name, [] as DrainResult[]]))
  for (let run = 0; run < runs; run += 1) {
    for (const competitor of competitors) results.get(competitor.name)?.push(await drain(competitor, options))
  }
  const all = (name: string, value: keyof DrainResult) => (results.get(name) ?? []).map((run) => run[value])
  return {
    names: [...results.keys()],
    rates: (name) => all(name, 'per_second'),
    of: (name, value) => median(all(name, value)),
  }
}

function roundTable({ names, rates, of }: Round, unloaded: string): string {
  const rows = names.map((name) => [
    name,
    figure(of(name, 'per_second')),
    spread(rates(name)),
    figure(of(name, 'per_second') / of(unloaded, 'per_second'), 2),
    figure(of(name, 'per_second') / of(graphileWorker.name, 'per_second'), 2),
    figure(of(name, 'worker_cpu'), 3),
    figure(of(name, 'worker_cpu') / of(unloaded, 'worker_cpu'), 2),
    figure(of(name, 'postgres_cpu'), 3),
    figure(of(name, 'postgres_cpu') / of(pgBoss.name, 'postgres_cpu'), 2),
    figure(of(name, 'peak_mb')),
  ])
  return table(HEAD, rows)
}
