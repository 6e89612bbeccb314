import { openDatabase } from '@dutybell/shared/db/client'
import { createLogger } from '@dutybell/shared/logger'
import { createTestDatabase } from '@dutybell/testing/cluster'
import { Client } from 'pg'
import { type Test, test } from 'tap'
import { detailQueries } from './detail-queries.ts'
import { fillDatabase, useEarlyStatistics } from './fill-database.ts'
import { LIMIT, listQueries } from './list-queries.ts'
import { findSomeone, measureDetails, measureLists } from './measure-reads.ts'

const DELIVERIES = 30_000
// A page's rows and one more, looked at twice, and as many of each combination of the values that are not asked for.
const MOST_ROWS_READ = LIMIT * 30

void test(`lists, among ${DELIVERIES} deliveries`, async (t) => {
  const { url } = await createTestDatabase(t)
  const client = new Client({ connectionString: url })
  await client.connect()
  t.teardown(() => client.end())
  await fillDatabase(client, DELIVERIES)
  const log = createLogger({ service: 'api', level: 'silent' })
  const { db, pool } = openDatabase({
    connectionString: url,
    applicationName: 'test',
    maxConnections: 2,
    log,
  })
  t.teardown(() => pool.end())

  const someone = await findSomeone(pool)
  const check = async (t: Test) => {
    const details = await measureDetails(pool, detailQueries(someone))
    const lists = await measureLists(pool, listQueries(someone))
    t.ok(lists.length > 150)
    const wasteful = [...lists, ...details].filter(
      ({ rows_read, scans }) => rows_read > MOST_ROWS_READ || scans.some((name) => name.startsWith('all of')),
    )
    t.same(wasteful, [])
  }

  await t.test('whatever the filter, the sort and the page, only what it needs is read', check)

  await t.test('also with the statistics of the first minutes, only what it needs is read', async (t) => {
    await useEarlyStatistics(client)
    await check(t)
  })

  await t.test('a page, shows the rows that the filter fits, in their order', async (t) => {
    for (const { list, filter, sort, where, read } of listQueries(someone)) {
      const order = sort === 'duty_date' ? 'duty_date, id' : `id ${sort.startsWith('-') ? 'desc' : 'asc'}`
      const conditions = Object.entries(where).map(([name, value]) => conditionOf(name, value))
      const { rows } = await client.query<{ id: string }>(
        `select id from ${list.replace(' ', '_')} where ${['true', ...conditions].join(' and ')} order by ${order} limit ${LIMIT}`,
      )
      const { items } = await read(db, undefined)
      t.same(
        items.map(({ id }) => id),
        rows.map(({ id }) => id),
        `${list} ${filter} ${sort}`,
      )
    }
  })
})

function conditionOf(name: string, value: string): string {
  switch (name) {
    case 'error_code':
      return `last_error_code = '${value}'`
    case 'duty_assignment_id':
      return `outbox_id in (select outbox_id from outbox_duty_assignments where duty_assignment_id = '${value}')`
    case 'from':
      return `at >= '${value}'`
    case 'to':
      return `at < '${value}'`
    case 'duty_date_from':
      return `duty_date >= '${value}'`
    case 'duty_date_to':
      return `duty_date <= '${value}'`
    default:
      return `${name} = '${value}'`
  }
}
