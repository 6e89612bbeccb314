/** `pnpm explain-reads [deliveries]`: how each list is read from a season's rows, and what it costs. */
import { createTestDatabase } from '@dutybell/testing/cluster'
import { openDatabase } from '@dutybell/shared/db/client'
import { createLogger } from '@dutybell/shared/logger'
import { Client, type Pool } from 'pg'
import { detailQueries, THE_CHANNELS } from './detail-queries.ts'
import { fillDatabase, useEarlyStatistics } from './fill-database.ts'
import { listQueries } from './list-queries.ts'
import { findSomeone, measureDetails, type Measured, measureLists } from './measure-reads.ts'

const A_MILLION = 1_000_000
const HEADINGS = [
  'list',
  'filter',
  'sort',
  'pages',
  'most rows read',
  'most blocks',
  'slowest, ms',
  'with early statistics, ms',
  'found by',
]

const [given] = process.argv.slice(2).filter((argument) => argument !== '--')
const deliveries = given === undefined ? A_MILLION : Number(given)
const teardowns: (() => Promise<void>)[] = []
try {
  const { url } = await createTestDatabase({ teardown: (stop) => void teardowns.unshift(stop) })
  const client = new Client({ connectionString: url })
  await client.connect()
  teardowns.unshift(() => client.end())
  const started = performance.now()
  await fillDatabase(client, deliveries)
  const seconds = ((performance.now() - started) / 1_000).toFixed(0)
  console.log(`${deliveries.toLocaleString('en')} deliveries, written in ${seconds} s.\n`)

  const log = createLogger({ service: 'explain-reads', level: 'warn' })
  const options = { connectionString: url, applicationName: 'explain-reads', maxConnections: 1, log }
  const { pool } = openDatabase(options)
  teardowns.unshift(() => pool.end())
  const fresh = await measureAll(pool)
  await useEarlyStatistics(client)
  printTable(fresh, await measureAll(pool))
} finally {
  for (const stop of teardowns) await stop()
}

async function measureAll(pool: Pool): Promise<Map<string, Measured[]>> {
  const someone = await findSomeone(pool)
  const details = await measureDetails(pool, [...detailQueries(someone), THE_CHANNELS])
  const lists = await measureLists(pool, listQueries(someone))
  return Map.groupBy([...lists, ...details], ({ list, filter, sort }) => [list, filter, sort].join(' | '))
}

function printTable(fresh: Map<string, Measured[]>, early: Map<string, Measured[]>): void {
  console.log(`| ${HEADINGS.join(' | ')} |`)
  console.log(`|${HEADINGS.map((heading) => (/pages|most|ms/.test(heading) ? '--:' : '---')).join('|')}|`)
  for (const [name, pages] of fresh) {
    const both = [...pages, ...(early.get(name) ?? [])]
    const cells = [
      name,
      pages.length,
      mostOf(both, 'rows_read'),
      mostOf(both, 'buffers'),
      mostOf(pages, 'milliseconds').toFixed(1),
      mostOf(early.get(name) ?? [], 'milliseconds').toFixed(1),
      [...new Set(both.flatMap(({ scans }) => scans))].join(', '),
    ]
    console.log(`| ${cells.join(' | ')} |`)
  }
}

function mostOf(pages: readonly Measured[], name: 'rows_read' | 'buffers' | 'milliseconds'): number {
  return Math.max(...pages.map((page) => page[name]))
}
