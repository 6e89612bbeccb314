import { createTestDatabase } from '@dutybell/testing/cluster'
import { CompiledQuery, sql } from 'kysely'
import { type Test, test } from 'tap'
import { type Db, openDatabase } from '../../src/db/client.ts'
import { inTransaction } from '../../src/db/in-transaction.ts'
import { prepared } from '../../src/db/prepared.ts'
import { createLogger } from '../../src/logger.ts'

const STATEMENT = prepared('test_statement', 'select $1::integer + 1 as n')

async function openOne(t: Test, setting: 'auto' | 'off') {
  const { url } = await createTestDatabase(t)
  const { db, pool } = openDatabase({
    connectionString: url,
    applicationName: 'prepared-test',
    maxConnections: 1,
    log: createLogger({ service: 'test', level: 'silent' }),
    prepared: setting,
  })
  t.teardown(() => pool.end())
  return db
}

async function runStatement(db: Db, n: number): Promise<number | undefined> {
  const { rows } = await db.executeQuery<{ n: number }>(CompiledQuery.raw(STATEMENT, [n]))
  return rows[0]?.n
}

async function preparedNames(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from pg_prepared_statements order by name`.execute(
    db,
  )
  return rows.map(({ name }) => name)
}

/** As a pooler that gives the next statement another server connection. */
const forget = (db: Db) => sql`deallocate all`.execute(db)

test('prepared: a registered statement is prepared by its name', async (t) => {
  const db = await openOne(t, 'auto')
  t.equal(await runStatement(db, 1), 2)
  t.same(await preparedNames(db), ['test_statement'])
})

test('prepared: switched off, nothing is prepared', async (t) => {
  const db = await openOne(t, 'off')
  t.equal(await runStatement(db, 1), 2)
  t.same(await preparedNames(db), [])
})

test('prepared: the statement is lost, it runs unprepared and nothing is prepared again', async (t) => {
  const db = await openOne(t, 'auto')
  await runStatement(db, 1)
  await forget(db)
  t.equal(await runStatement(db, 2), 3)
  t.equal(await runStatement(db, 3), 4)
  t.same(await preparedNames(db), [])
})

test('prepared: the statement exists already, it runs unprepared', async (t) => {
  const db = await openOne(t, 'auto')
  await sql.raw('prepare test_statement as select 1').execute(db)
  t.equal(await runStatement(db, 2), 3)
  t.same(await preparedNames(db), ['test_statement'])
})

test('prepared: the statement is lost within a transaction, the transaction runs again', async (t) => {
  const db = await openOne(t, 'auto')
  await runStatement(db, 1)
  await forget(db)
  let runs = 0
  const result = await inTransaction(db, async (tx) => {
    runs += 1
    return runStatement(tx, 2)
  })
  t.equal(result, 3)
  t.equal(runs, 2)
})
