import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { test } from 'tap'
import { findRunningPostgres } from '../src/find-running-postgres.ts'
import { startLocalPostgres } from '../src/start-local-postgres.ts'

const log = { info: () => undefined, warn: () => undefined }

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

test('start-local-postgres: stopped and started again, the data and the port are those of before', async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'dutybell-test-'))
  t.teardown(() => rm(dataDir, { recursive: true, force: true }))

  const first = await startLocalPostgres({ dataDir, log })
  t.teardown(() => first.stop())
  t.equal(await findRunningPostgres(dataDir), first.url)
  t.strictSame(await ask(first.url, 'show fsync'), [{ fsync: 'on' }])
  await ask(first.url, 'create table kept as select 7 as number')
  await t.rejects(startLocalPostgres({ dataDir, log }), { message: /already running/ })
  await first.stop()
  t.equal(await findRunningPostgres(dataDir), undefined)

  const second = await startLocalPostgres({ dataDir, log })
  t.teardown(() => second.stop())
  t.equal(second.url, first.url)
  t.strictSame(await ask(second.url, 'select number from kept'), [{ number: 7 }])
})
