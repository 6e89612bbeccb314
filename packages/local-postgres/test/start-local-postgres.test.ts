import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { Client } from 'pg'
import { test } from 'tap'
import { findRunningPostgres } from '../src/find-running-postgres.ts'
import { layoutOf } from '../src/layout.ts'
import { readPostmaster } from '../src/postmaster-file.ts'
import { isGoneWithin } from '../src/process-life.ts'
import { startLocalPostgres } from '../src/start-local-postgres.ts'
import { makeDataDir, SILENT as log, startInProcess } from './fixtures/data-dir.ts'

test('start-local-postgres: stopped and started again, data and port are those of before', async (t) => {
  const dataDir = await makeDataDir(t)
  const first = await startLocalPostgres({ dataDir, log })
  t.teardown(() => first.stop())
  t.equal(await findRunningPostgres(dataDir), first.url)
  t.strictSame(await ask(first.url, 'show fsync'), [{ fsync: 'on' }])
  t.strictSame(await ask(first.url, 'show listen_addresses'), [{ listen_addresses: '127.0.0.1' }])
  t.equal((await stat(layoutOf(dataDir).password)).mode & 0o777, 0o600)
  await ask(first.url, 'create table kept as select 7 as number')
  await t.rejects(startLocalPostgres({ dataDir, log }), { message: /already running/ })
  await Promise.all([first.stop(), first.stop()])
  t.strictSame(await first.ended, { code: 0, signal: null })
  t.equal(await findRunningPostgres(dataDir), undefined)

  const second = await startLocalPostgres({ dataDir, log })
  t.teardown(() => second.stop())
  t.equal(second.url, first.url)
  t.strictSame(await ask(second.url, 'select number from kept'), [{ number: 7 }])
})

test('start-local-postgres: the last run was killed, its server is stopped and the data are there', async (t) => {
  const dataDir = await makeDataDir(t)
  const killed = await startInProcess(t, dataDir)
  await ask(killed.url, 'create table kept as select 7 as number')
  const orphan = await readPostmaster(layoutOf(dataDir))
  await killed.kill()

  const local = await startLocalPostgres({ dataDir, log })
  t.teardown(() => local.stop())
  t.strictSame(await ask(local.url, 'select number from kept'), [{ number: 7 }])
  t.ok(orphan && (await isGoneWithin(orphan.pid, 0)), 'the orphan is gone')
})

test('start-local-postgres: a temporary one whose starter is killed, server and folder go by themselves', async (t) => {
  const parent = await makeDataDir(t)
  const dataDir = join(parent, 'temporary')
  const killed = await startInProcess(t, dataDir, 'temporary')
  const server = await readPostmaster(layoutOf(dataDir))
  await killed.kill()
  t.ok(server && (await isGoneWithin(server.pid, 10_000)), 'the server is gone')
})

test('start-local-postgres: debris of an unfinished initdb and of a past process, both are cleared away', async (t) => {
  const dataDir = await makeDataDir(t)
  await mkdir(join(dataDir, `postgres.new-${process.pid}`, 'cluster', 'base'), { recursive: true })
  const first = await startLocalPostgres({ dataDir, log })
  t.teardown(() => first.stop())
  t.strictSame(await readdir(dataDir), ['postgres'])
  await first.stop()
  // After a reboot the number in the file may be another process's: here it is ours.
  await writeFile(layoutOf(dataDir).postmasterPid, `${process.pid}\n/elsewhere\n0\n1\n`)
  const second = await startLocalPostgres({ dataDir, log })
  await second.stop()
})

test('start-local-postgres: its port was taken meanwhile, it moves to another and keeps that', async (t) => {
  const dataDir = await makeDataDir(t)
  const first = await startLocalPostgres({ dataDir, log })
  await first.stop()
  const port = Number(await readFile(layoutOf(dataDir).port, 'utf8'))
  const squatter = createServer().listen(port, '127.0.0.1')
  t.teardown(() => squatter.close())
  await once(squatter, 'listening')
  const second = await startLocalPostgres({ dataDir, log })
  t.teardown(() => second.stop())
  t.not(second.url, first.url)
  t.equal(new URL(second.url).port, (await readFile(layoutOf(dataDir).port, 'utf8')).trim())
})

test('start-local-postgres: a server that cannot start, the error carries its words', async (t) => {
  const dataDir = await makeDataDir(t)
  await t.rejects(startLocalPostgres({ dataDir, log, settings: { shared_buffers: 'plenty' } }), {
    message: /did not start: .*shared_buffers/,
  })
  t.equal(await findRunningPostgres(dataDir), undefined)
})

test('start-local-postgres: its connections are lost, it still counts as running', async (t) => {
  const dataDir = await makeDataDir(t)
  const local = await startLocalPostgres({ dataDir, log })
  t.teardown(() => local.stop())
  await ask(
    local.url,
    `select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
  )
  await t.rejects(startLocalPostgres({ dataDir, log }), { message: /already running/ })
})

test('start-local-postgres: killed from outside, `ended` is fulfilled', async (t) => {
  const local = await startLocalPostgres({ dataDir: await makeDataDir(t), log })
  t.teardown(() => local.stop())
  local.kill()
  t.not(await local.ended, undefined)
})

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}
