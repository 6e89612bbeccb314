/** `pnpm explain-reads`: reads every list from a season's rows, checks the cost of each read, and prints a table. */
import { openDatabase } from '@dutybell/shared/db/client'
import { createLogger } from '@dutybell/shared/logger'
import { createTestDatabase } from '@dutybell/testing/cluster'
import { Client } from 'pg'
import { readCount, readOptions } from '../src/read-options.ts'
import { runProof } from '../src/report.ts'
import { slowReads, wrongPages } from './check-reads.ts'
import { detailQueries, THE_CHANNELS } from './detail-queries.ts'
import { fillDatabase, sizeFor } from './fill-database.ts'
import { listQueries } from './list-queries.ts'
import { findSomeone, measureDetails, measureLists, useEarlyStatistics } from './measure-reads.ts'
import { printTable } from './print-table.ts'

const USAGE = `pnpm explain-reads [DELIVERIES] [--check]

Fills a throw-away database with DELIVERIES deliveries (1000000), reads every list with every kind of filter, and explains
each statement: with fresh statistics, and with those of the season's first minutes. No read may take more than 100 ms,
the board of a day no more than 50 ms, and each first page must show the rows that fit its filter.

  --check  print the checks only, without the table for docs/reads.md

Exit codes: 0 all checks passed, 1 one failed, 2 called wrongly.`

const MIN_READS = 150 // lists × filters × pages; fewer means that some lists were not read

const { check: is_quiet, positional } = readOptions(USAGE, { check: { type: 'boolean', default: false } }, 1)
const deliveries = readCount(USAGE, 'DELIVERIES', positional[0] ?? '1000000')

await runProof(async (report, scope) => {
  const { url } = await createTestDatabase(scope)
  const client = new Client({ connectionString: url })
  await client.connect()
  scope.teardown(() => client.end())
  const started = performance.now()
  await fillDatabase(client, sizeFor(deliveries))
  const seconds = ((performance.now() - started) / 1_000).toFixed(0)
  console.log(`${deliveries.toLocaleString('en')} deliveries, written in ${seconds} s.\n`)

  const log = createLogger({ service: 'explain-reads', level: 'warn' })
  const { db, pool } = openDatabase({
    connectionString: url,
    applicationName: 'explain-reads',
    maxConnections: 2,
    log,
  })
  scope.teardown(() => pool.end())
  const someone = await findSomeone(pool)
  const measureAll = async () => {
    const lists = await measureLists(pool, listQueries(someone))
    if (lists.length < MIN_READS) throw new Error(`Only ${lists.length} pages of lists were read.`)
    return {
      checked: [...lists, ...(await measureDetails(pool, detailQueries(someone)))],
      unchecked: is_quiet ? [] : await measureDetails(pool, [THE_CHANNELS]),
    }
  }

  const fresh = await measureAll()
  report.check('reads: every read takes at most 100 ms, the board of a day 50 ms', slowReads(fresh.checked))
  report.check(
    'reads: every first page shows the rows that fit its filter',
    await wrongPages(db, pool, someone),
  )
  await useEarlyStatistics(client)
  const early = await measureAll()
  report.check("reads: the same with the statistics of the season's first minutes", slowReads(early.checked))
  if (is_quiet) return
  printTable([...fresh.checked, ...fresh.unchecked], [...early.checked, ...early.unchecked])
})
