/** `pnpm explain-reads [deliveries]`: how each list is read from a season's rows, and what it costs. */
import { createTestDatabase } from '@dutybell/testing/cluster'
import { openDatabase } from '@dutybell/shared/db/client'
import { createLogger } from '@dutybell/shared/logger'
import { Client } from 'pg'
import { fillDatabase } from './fill-database.ts'
import { type Measured, measureReads } from './measure-reads.ts'

const A_MILLION = 1_000_000

const [given] = process.argv.slice(2).filter((argument) => argument !== '--')
const deliveries = given === undefined ? A_MILLION : Number(given)
const teardowns: (() => Promise<void>)[] = []
try {
  const { url } = await createTestDatabase({ teardown: (stop) => void teardowns.unshift(stop) })
  await fill(url)
  await explainAll(url)
} finally {
  for (const stop of teardowns) await stop()
}

async function fill(url: string): Promise<void> {
  const started = performance.now()
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await fillDatabase(client, deliveries)
  } finally {
    await client.end()
  }
  const seconds = ((performance.now() - started) / 1_000).toFixed(0)
  console.log(`${deliveries.toLocaleString('en')} deliveries, written in ${seconds} s.\n`)
}

async function explainAll(url: string): Promise<void> {
  const log = createLogger({ service: 'explain-reads', level: 'warn' })
  const { pool } = openDatabase({
    connectionString: url,
    applicationName: 'explain-reads',
    maxConnections: 1,
    log,
  })
  try {
    const measured: Measured[] = []
    await measureReads(pool, (page) => void measured.push(page))
    console.log('| list | filter | sort | pages | most rows read | most blocks | slowest, ms | found by |')
    console.log('|---|---|---|--:|--:|--:|--:|---|')
    for (const pages of Map.groupBy(
      measured,
      ({ list, filter, sort }) => `${list} ${filter} ${sort}`,
    ).values()) {
      console.log(lineOf(pages))
    }
  } finally {
    await pool.end()
  }
}

function lineOf(pages: Measured[]): string {
  const [first] = pages
  if (first === undefined) throw new Error('Every list has a first page.')
  const most = (name: 'rows_read' | 'buffers' | 'milliseconds') =>
    Math.max(...pages.map((page) => page[name]))
  const scans = new Set(pages.flatMap((page) => page.scans))
  const cells = [first.list, first.filter, first.sort, pages.length, most('rows_read'), most('buffers')]
  return `| ${[...cells, most('milliseconds').toFixed(1), [...scans].join(', ')].join(' | ')} |`
}
