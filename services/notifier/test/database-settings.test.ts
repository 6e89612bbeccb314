import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { databaseUrl } from '@dutybell/testing/cluster'
import { startPgBouncer } from '@dutybell/testing/pgbouncer'
import { Client } from 'pg'
import { type Test, test } from 'tap'
import { eventually, openBench, publishOne, startMeta, startNotifierFor } from './fixture.ts'
import { environmentFor, spawnNotifier } from './process/support.ts'

const API = fileURLToPath(new URL('../../api/src/main.ts', import.meta.url))

const FOREIGN = [
  `DateStyle = 'SQL, DMY'`,
  `TimeZone = 'Asia/Kathmandu'`,
  'standard_conforming_strings = off',
  `default_transaction_isolation = 'serializable'`,
  `IntervalStyle = 'sql_standard'`,
  `bytea_output = 'escape'`,
  'extra_float_digits = -15',
  `statement_timeout = '1ms'`,
]

async function administer(url: string, ...statements: string[]): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  for (const statement of statements) await client.query(statement)
  await client.end()
}

/** The API as it runs in production. Returns its address. */
async function spawnApi(t: Test, env: Readonly<Record<string, string>>) {
  const { PATH, NODE_COMPILE_CACHE } = process.env
  const child = spawn(process.execPath, [API], {
    env: { PATH, NODE_COMPILE_CACHE, PORT: '0', ADMIN_API_KEYS: 'tester:a-secret-of-the-test', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  t.teardown(() => void child.kill('SIGKILL'))
  const lines: string[] = []
  createInterface({ input: child.stderr }).on('line', (line) => lines.push(line))
  for await (const line of createInterface({ input: child.stdout })) {
    const [, url] = /Listening at (http:[^"]+)"/.exec(line) ?? []
    if (url !== undefined) return { url, lines }
  }
  return { url: undefined, lines }
}

test('database settings: a database with foreign settings, a registration is published, claimed, sent and recorded', async (t) => {
  const bench = await openBench(t)
  const { url } = bench
  const name = new URL(url).pathname.slice(1)
  await administer(url, ...FOREIGN.map((setting) => `alter database ${name} set ${setting}`))
  t.teardown(() =>
    administer(`${url}?options=-c%20statement_timeout%3D0`, `alter database ${name} reset all`),
  )
  const meta = await startMeta(t)
  const notifier = await startNotifierFor(t, bench, meta)
  const api = await spawnApi(t, { DATABASE_URL: url })
  t.equal((await fetch(`${api.url}/readyz`)).status, 200)
  t.equal((await fetch(`${notifier.url}/readyz`)).status, 200)

  const people = Array.from({ length: 30 }, async (_, n) => {
    const response = await fetch(`${api.url}/v1/registrations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer a-secret-of-the-test' },
      body: JSON.stringify({
        full_name: 'Ahmed \\ Ali',
        phone_number: `98765 4${3_000 + n}`,
        email: `a${n}@example.org`,
      }),
    })
    return response.status
  })
  t.same(new Set(await Promise.all(people)), new Set([201]))
  await meta.waitForMessages((messages) => messages.length >= 30)
  await meta.waitForMails((mails) => mails.length >= 30)
  const states = await eventually(
    async () =>
      (await bench.pool.query(`select state, attempts, count(*)::integer as n from deliveries group by 1, 2`))
        .rows,
    (rows) => rows.length === 1 && rows[0].state === 'accepted',
  )
  t.same(states, [{ state: 'accepted', attempts: 1, n: 60 }], 'each with one attempt')
})

test('database settings: an encoding other than UTF8, both services refuse to start and say what to do', async (t) => {
  const bench = await openBench(t)
  const latin = databaseUrl(bench.url, 'dutybell_latin')
  await administer(
    bench.url,
    'drop database if exists dutybell_latin',
    `create database dutybell_latin encoding 'LATIN1' locale 'C' template template0`,
  )
  t.teardown(() => administer(bench.url, 'drop database dutybell_latin with (force)'))
  const env = environmentFor(bench, await startMeta(t), { DATABASE_URL: latin })
  const notifier = spawnNotifier(t, env)
  const api = await spawnApi(t, { DATABASE_URL: latin })
  t.match(await notifier.exited, { code: 1 })
  for (const lines of [api.lines, notifier.stderr().trim().split('\n')])
    t.match(lines, [/^The database dutybell_latin has the encoding LATIN1.*encoding 'UTF8'/])
})

test('database settings: a notifier behind PgBouncer in transaction mode, it refuses to start and says why', async (t) => {
  const bench = await openBench(t)
  const { url } = await startPgBouncer(t, bench.url, 'transaction')
  const env = environmentFor(bench, await startMeta(t), { DATABASE_URL: url })
  const { exited, stderr } = spawnNotifier(t, env)
  t.match(await exited, { code: 1 })
  t.match(stderr(), /^DATABASE_URL leads to PgBouncer.*the notifier must not be behind it/)
})

test('database settings: a notifier behind PgBouncer in session mode, it sends', async (t) => {
  const bench = await openBench(t)
  const { url } = await startPgBouncer(t, bench.url, 'session')
  const meta = await startMeta(t)
  await startNotifierFor(t, { ...bench, url }, meta)
  await publishOne(bench)
  await meta.waitForMessages((messages) => messages.length === 1)
  const { rows } = await bench.pool.query(
    `select count(*)::integer as n from pg_stat_activity where application_name = 'dutybell-notifier'`,
  )
  t.ok(rows[0].n > 3)
})
