import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import t, { test } from 'tap'
import { findRunningPostgres } from '../src/existing-database.ts'
import { layoutOf } from '../src/layout.ts'
import { readPostmaster } from '../src/postmaster.ts'
import { startLocalPostgres } from '../src/start-local-postgres.ts'
import { startInProcess } from './fixtures/start-in-process.ts'

const GONE_MS = 60_000

// The tests use one cluster, because initdb takes longer than all of them. The first one creates it.
const dataDir = await mkdtemp(join(tmpdir(), 'dutybell test-'))
t.teardown(() => rm(dataDir, { recursive: true, force: true }))
const layout = layoutOf(dataDir)

test('start-local-postgres: stopped and started again, the data is kept', async (t) => {
  await mkdir(join(dataDir, 'postgres.new', 'cluster', 'base'), { recursive: true })
  const first = await startLocalPostgres({ dataDir })
  t.teardown(() => first.stop())
  t.strictSame(await readdir(dataDir), ['postgres'], 'an interrupted initdb is removed')
  t.equal(await findRunningPostgres(dataDir), first.url)
  t.strictSame(await ask(first.url, 'show fsync'), [{ fsync: 'on' }])
  t.strictSame(await ask(first.url, 'show listen_addresses'), [{ listen_addresses: '127.0.0.1' }])
  t.equal((await stat(layout.password)).mode & 0o777, 0o600)
  await ask(first.url, 'create table kept as select 7 as number')
  await t.rejects(startLocalPostgres({ dataDir }), { message: /already running/ })
  await Promise.all([first.stop(), first.stop()])
  t.equal(await first.ended, 0)
  t.equal(await findRunningPostgres(dataDir), undefined)

  const second = await startLocalPostgres({ dataDir })
  t.teardown(() => second.stop())
  t.strictSame(await ask(second.url, 'select number from kept'), [{ number: 7 }])
})

test('start-local-postgres: the last run was killed, its server is stopped and the data is kept', async (t) => {
  const killed = await startInProcess(t, dataDir, 'kept')
  await ask(killed.url, 'create table kept_by_orphan as select 7 as number')
  const orphan = await readPostmaster(layout)
  t.equal(orphan?.owned, true)
  await killed.kill()

  const warnings: string[] = []
  const local = await startLocalPostgres({ dataDir, onWarning: (message) => warnings.push(message) })
  t.teardown(() => local.stop())
  t.match(warnings, [/an earlier run/])
  t.strictSame(await ask(local.url, 'select number from kept_by_orphan'), [{ number: 7 }])
  t.not((await readPostmaster(layout))?.pid, orphan?.pid)
})

test('start-local-postgres: the starter of a temporary one is killed, server and folder go', async (t) => {
  const temporary = join(dataDir, 'temporary')
  const killed = await startInProcess(t, temporary, 'temporary')
  t.match(await readPostmaster(layoutOf(temporary)), { ready: true, owned: true })
  await killed.kill()
  const deadline = performance.now() + GONE_MS
  while (existsSync(temporary) && performance.now() < deadline) await sleep(50)
  t.notOk(existsSync(temporary), 'the folder is removed, after the server removed its lock file')
})

test('start-local-postgres: the pid in the lock file is another program, it starts', async (t) => {
  await writeFile(layout.postmasterPid, `${process.pid}\n/elsewhere\n0\n1\n`)
  const local = await startLocalPostgres({ dataDir })
  await local.stop()
  t.equal(await local.ended, 0)
})

test('start-local-postgres: a server that cannot start, the error carries its log lines', async (t) => {
  await t.rejects(startLocalPostgres({ dataDir, settings: { shared_buffers: 'plenty' } }), {
    message: /did not start: .*shared_buffers/,
  })
  t.equal(await findRunningPostgres(dataDir), undefined)
})

test('start-local-postgres: the start is aborted before the server is ready, no server is left', async (t) => {
  const ending = new AbortController()
  const starting = startLocalPostgres({ dataDir, signal: ending.signal })
  const rejected = t.rejects(starting, { name: 'AbortError' })
  while ((await readPostmaster(layout)) === undefined) await sleep(5)
  ending.abort()
  await rejected
  t.equal(await readPostmaster(layout), undefined)
})

test('start-local-postgres: PG* variables of the shell, reach neither the server nor its clients', async (t) => {
  const shell = {
    PGSSLMODE: 'require',
    PGUSER: 'somebody',
    PGOPTIONS: '-c search_path=elsewhere',
    PGDATA: '/elsewhere',
  }
  Object.assign(process.env, shell)
  const local = await startLocalPostgres({ dataDir })
  t.teardown(() => local.stop())
  t.strictSame(await ask(local.url, 'show search_path'), [{ search_path: '"$user", public' }])
  Object.assign(process.env, shell)
  t.equal(await findRunningPostgres(dataDir), local.url)
  t.strictSame(await ask(local.url, 'select number from kept'), [{ number: 7 }])
})

test('start-local-postgres: the server is killed, `ended` is fulfilled', async (t) => {
  const local = await startLocalPostgres({ dataDir })
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
