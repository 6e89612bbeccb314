import { load, type LoadResult } from '../load.ts'
import { median } from '../measure/statistics.ts'
import { figure, spread, table } from '../measure/table.ts'
import type { Part } from '../part.ts'
import { api } from '../servers/api.ts'
import { bareStatement, bareValidation } from '../servers/bare.ts'

const HEAD = [
  'POST /v1/registrations',
  'requests/s',
  'slowest … fastest',
  'of the statement',
  'p50 ms',
  'p99 ms',
  'CPU s per 1,000',
  'Postgres CPU s per 1,000',
]

/** Registrations over HTTP, in turns with what remains of the same route when all but the statement is left out. */
export const apiPart: Part = async ({ postgres, quick, only }) => {
  const count = quick ? 10_000 : 40_000
  const runs = quick ? 1 : 3
  const servers = [bareValidation, bareStatement, api].filter(({ name }) => !only || only.includes(name))
  const results = servers.map((server) => ({ server, runs: [] as LoadResult[] }))
  for (let run = 0; run < runs; run += 1) {
    for (const result of results) result.runs.push(await load(result.server, { postgres, count }))
  }
  const limit = results.find(({ server }) => server === bareStatement)
  const rows = results.map(({ server, runs }) => [
    server.name,
    figure(of(runs, 'per_second')),
    spread(runs.map((run) => run.per_second)),
    figure(of(runs, 'per_second') / of(limit?.runs ?? [], 'per_second'), 2),
    figure(of(runs, 'p50_ms')),
    figure(of(runs, 'p99_ms')),
    figure(of(runs, 'server_cpu'), 3),
    figure(of(runs, 'postgres_cpu'), 3),
  ])
  return `${figure(count)} requests over 64 connections, median of ${runs}\n\n${table(HEAD, rows)}`
}

function of(runs: readonly LoadResult[], name: keyof LoadResult): number {
  return median(runs.map((run) => run[name]))
}
