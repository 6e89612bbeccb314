import { current } from '../installations/installation.ts'
import { load, type LoadResult } from '../load.ts'
import { median } from '../measure/statistics.ts'
import { figure, spread, table } from '../measure/table.ts'
import type { Part } from '../part.ts'
import { ratiosTable } from '../report/ratios.ts'
import { apiOf, HIGH_LIMITS } from '../servers/api.ts'
import { bareStatement, bareTwoRows, bareValidation } from '../servers/bare.ts'

const HEAD = [
  'POST /v1/registrations',
  'requests/s',
  'slowest … fastest',
  'of two rows',
  'p50 ms',
  'p99 ms',
  'CPU s per 1,000',
  'Postgres CPU s per 1,000',
  'of two rows',
]

/** Registrations with an e-mail address over HTTP, in turns with reduced forms of the same route and with the earlier commit. */
export const apiPart: Part = async ({ postgres, short, only, baseline }) => {
  const [connections, count, warm_up, runs] = short ? [8, 200, 100, 1] : [64, 40_000, 5_000, 3]
  const earlier = await baseline()
  const dutybell = apiOf(current)
  const servers = [bareValidation, bareTwoRows, bareStatement, dutybell, apiOf(current, HIGH_LIMITS)].filter(
    ({ name }) => !only || only.includes(name),
  )
  if (earlier) servers.push(apiOf(earlier))
  const results = servers.map((server) => ({ name: server.name, server, runs: [] as LoadResult[] }))
  for (let run = 0; run < runs; run += 1) {
    for (const { server, runs } of results)
      runs.push(await load(server, { postgres, connections, count, warm_up }))
  }
  const of = (name: string | undefined, figure: keyof LoadResult) =>
    median(results.find((result) => result.name === name)?.runs.map((run) => run[figure]) ?? [])
  const ofTwoRows = (name: string, figure: keyof LoadResult) =>
    of(name, figure) / of(bareTwoRows.name, figure)
  const rows = results.map(({ name, runs }) => [
    name,
    figure(of(name, 'per_second')),
    spread(runs.map((run) => run.per_second)),
    figure(ofTwoRows(name, 'per_second'), 2),
    figure(of(name, 'p50_ms')),
    figure(of(name, 'p99_ms')),
    figure(of(name, 'server_cpu'), 3),
    figure(of(name, 'postgres_cpu'), 3),
    figure(ofTwoRows(name, 'postgres_cpu'), 2),
  ])
  const ratios = ratiosTable([
    {
      what: 'registrations per second, of the two-row insert',
      value: ofTwoRows(dutybell.name, 'per_second'),
      wanted: '≥ 0.5',
    },
    {
      what: "Postgres' CPU per registration, of the two-row insert",
      value: ofTwoRows(dutybell.name, 'postgres_cpu'),
      wanted: '≤ 2.5',
    },
    {
      what: 'p99, of the earlier commit',
      value: of(dutybell.name, 'p99_ms') / of(earlier?.name, 'p99_ms'),
      wanted: '≤ 1',
    },
  ])
  return `${figure(count)} requests over ${connections} connections, median of ${runs}\n\n${table(HEAD, rows)}\n\n${ratios}`
}
