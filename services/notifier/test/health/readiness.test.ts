import { DatabaseProxy } from '@dutybell/testing/database-proxy'
import { Client } from 'pg'
import { test } from 'tap'
import { createHealthServer } from '../../src/health/health-server.ts'
import { createMetrics } from '../../src/health/metrics.ts'
import { eventually, openBench, publishOne, startMeta, startNotifierFor } from '../fixture.ts'

test('health: not ready, 503 with each reason; ready, 200; always alive', async (t) => {
  const reasons = ['It does not listen for jobs.', 'The email loop cannot claim.']
  const health = createHealthServer({
    metrics: createMetrics(),
    readiness: () => Promise.resolve({ unready: reasons, waiting: [] }),
  })
  t.teardown(() => health.close())
  const unready = await health.inject('/readyz')
  t.equal(unready.statusCode, 503)
  t.same(unready.json(), { status: 'unready', reasons: [...reasons] })
  t.equal((await health.inject('/livez')).statusCode, 200)
  reasons.length = 0
  const ready = await health.inject('/readyz')
  t.equal(ready.statusCode, 200)
  t.same(ready.json(), { status: 'ready', reasons: [] })
})

test('health: a condition that needs an operator, ready with the reason', async (t) => {
  const health = createHealthServer({
    metrics: createMetrics(),
    readiness: () => Promise.resolve({ unready: [], waiting: ['The database was restored.'] }),
  })
  t.teardown(() => health.close())
  const answer = await health.inject('/readyz')
  t.equal(answer.statusCode, 200)
  t.same(answer.json(), { status: 'waiting', reasons: ['The database was restored.'] })
})

test('health: a notifier that sends, is ready and counts its attempts', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t, { behaviour: { callbacks: { statuses: [] } } })
  const { url } = await startNotifierFor(t, bench, meta)
  await eventually(
    () => statusOf(`${url}/readyz`),
    (status) => status === 200,
  )
  await publishOne(bench)
  const metrics = await eventually(
    async () => (await fetch(`${url}/metrics`)).text(),
    (text) => text.includes('dutybell_attempts_total{'),
  )
  t.match(metrics, /^dutybell_attempts_total\{channel="whatsapp",outcome="accepted"\} 1$/m)
  t.match(metrics, /^dutybell_sends_in_flight\{channel="whatsapp"\} \d+$/m)
})

test('health: an older release migrated last or a function differs, 503; a newer release did, 200', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t, { behaviour: { callbacks: { statuses: [] } } })
  const { url } = await startNotifierFor(t, bench, meta)
  await eventually(
    () => statusOf(`${url}/readyz`),
    (status) => status === 200,
  )
  const client = new Client({ connectionString: bench.url })
  await client.connect()
  t.teardown(() => client.end())
  const answerTo = async (statement: string): Promise<unknown> => {
    await client.query(statement)
    return (await fetch(`${url}/readyz`)).json()
  }
  t.match(await answerTo(`update schema_release set function_hashes = function_hashes - 'publish'`), {
    status: 'unready',
    reasons: [/functions differ \(publish\): run pnpm migrate/],
  })
  t.match(await answerTo(`update schema_release set release = '0.0.9'`), {
    status: 'unready',
    reasons: [/Release 0\.0\.9 migrated the database last.*run pnpm migrate/],
  })
  t.match(await answerTo(`update schema_release set release = '99.0.0'`), { status: 'ready', reasons: [] })
})

test('health: the database does not answer, 503 in time with the reason; it answers again, 200', async (t) => {
  const bench = await openBench(t)
  const proxy = await DatabaseProxy.start(bench.url)
  t.teardown(() => proxy.close())
  const meta = await startMeta(t, { behaviour: { callbacks: { statuses: [] } } })
  const { url } = await startNotifierFor(t, bench, meta, { DATABASE_URL: proxy.url })
  await eventually(
    () => statusOf(`${url}/readyz`),
    (status) => status === 200,
  )
  proxy.holdPackets()
  const answers = await Promise.all([fetch(`${url}/readyz`), fetch(`${url}/readyz`)])
  for (const answer of answers) {
    t.equal(answer.status, 503)
    t.match(await answer.text(), /"unready".*"The database did not answer within 0\.9 s\."/)
  }
  await publishOne(bench)
  proxy.heal('deliver')
  await eventually(
    () => statusOf(`${url}/readyz`),
    (status) => status === 200,
  )
  await meta.waitForMessages((messages) => messages.length === 1)
})

test('health: the database is unavailable, 503 with a reason; available again, 200 and messages are sent', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t, { behaviour: { callbacks: { statuses: [] } } })
  const { url } = await startNotifierFor(t, bench, meta)
  await eventually(
    () => statusOf(`${url}/readyz`),
    (status) => status === 200,
  )
  const { event, admin, database } = { event: await publishOne(bench), ...(await connectBeside(bench.url)) }
  t.teardown(() => admin.end())
  await meta.waitForMessages((messages) => messages.length === 1)
  await admin.query(`alter database ${database} allow_connections false`)
  await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [database])
  await eventually(
    () => statusOf(`${url}/readyz`),
    (status) => status === 503,
  )
  t.match(await (await fetch(`${url}/readyz`)).text(), /"unready".*"The database cannot be used: \w+.*\."/)
  t.equal(await statusOf(`${url}/livez`), 200)

  await admin.query(`alter database ${database} allow_connections true`)
  await eventually(
    () => statusOf(`${url}/readyz`),
    (status) => status === 200,
  )
  const next = await publishOne(bench)
  await meta.waitForMessages((messages) => messages.length === 2)
  t.not(next.id, event.id)
})

/** A connection to another database of the same server. */
async function connectBeside(url: string): Promise<{ admin: Client; database: string }> {
  const beside = new URL(url)
  const database = beside.pathname.slice(1)
  beside.pathname = '/postgres'
  const admin = new Client({ connectionString: beside.href })
  await admin.connect()
  return { admin, database }
}

async function statusOf(url: string): Promise<number> {
  const answer = await fetch(url)
  await answer.body?.cancel()
  return answer.status
}
