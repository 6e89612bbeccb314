import { bare } from '../competitors/bare.ts'
import { graphileWorker } from '../competitors/graphile-worker.ts'
import { notifier } from '../competitors/notifier.ts'
import { pgBoss } from '../competitors/pg-boss.ts'
import { drain, type DrainResult } from '../drain.ts'
import { median } from '../measure/statistics.ts'
import { figure, spread, table } from '../measure/table.ts'
import type { Part } from '../part.ts'

const HEAD = [
  '',
  'messages/s',
  'slowest … fastest',
  'of bare',
  'CPU s per 1,000',
  'of bare',
  'Postgres CPU s per 1,000',
  'peak MB',
]

/** The same messages through each competitor, in turns, so that what else the machine does meets all of them. */
export const drainPart: Part = async ({ postgres, provider, quick, only }) => {
  const count = quick ? 3_000 : 10_000
  const runs = quick ? 1 : 3
  const competitors = [bare(), notifier, graphileWorker, pgBoss].filter(
    ({ name }) => !only || only.includes(name),
  )
  const tables: string[] = []
  for (const concurrency of [256, 1_000]) {
    const results = competitors.map((competitor) => ({ competitor, runs: [] as DrainResult[] }))
    for (let run = 0; run < runs; run += 1) {
      for (const result of results) {
        result.runs.push(await drain(result.competitor, { postgres, provider, concurrency, count }))
      }
    }
    const medians = results.map(({ competitor, runs }) => ({
      name: competitor.name,
      spread: spread(runs.map((run) => run.per_second)),
      ...medianOf(runs),
    }))
    const limit = medians.find(({ name }) => name === 'bare undici')
    const rows = medians.map((row) => [
      row.name,
      figure(row.per_second),
      row.spread,
      figure(row.per_second / (limit?.per_second ?? NaN), 2),
      figure(row.worker_cpu, 3),
      figure(row.worker_cpu / (limit?.worker_cpu ?? NaN), 2),
      figure(row.postgres_cpu, 3),
      figure(row.peak_mb),
    ])
    tables.push(
      `${figure(count)} messages, ${figure(concurrency)} at once, median of ${runs}\n\n${table(HEAD, rows)}`,
    )
  }
  return tables.join('\n\n')
}

function medianOf(runs: readonly DrainResult[]): DrainResult {
  const of = (name: keyof DrainResult) => median(runs.map((run) => run[name]))
  return {
    per_second: of('per_second'),
    worker_cpu: of('worker_cpu'),
    postgres_cpu: of('postgres_cpu'),
    peak_mb: of('peak_mb'),
  }
}
