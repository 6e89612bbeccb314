import { readSchemaFiles } from '@dutybell/shared/db/schema-files'
import { createTestDatabase } from '@dutybell/testing/cluster'
import { DatabaseProxy } from '@dutybell/testing/database-proxy'
import { Client } from 'pg'
import { test } from 'tap'
import { AHMED, registeredId, startApi, until } from '../start-api.ts'

const overloaded = (detail: RegExp) => ({
  status: 503,
  json: { code: 'overloaded', detail },
  headers: { 'retry-after': /^\d+$/ },
})
const notReady = (detail: RegExp) => ({ status: 503, json: { code: 'not_ready', detail } })

void test('readiness: the schema fits, 200; it differs or is missing, 503 with what to do', async (t) => {
  const api = await startApi(t)
  const answer = () => api.call({ url: '/readyz' })
  t.match(await answer(), { status: 200, json: { status: 'ok' } })
  const { release } = await readSchemaFiles()

  await api.pool.query(`update schema_release set release = '99.0.0', function_hashes = '{}'`)
  t.match(await answer(), { status: 200 }, 'a newer release migrated: replicas of this one go on')
  await api.pool.query(`update schema_release set release = '0.0.9'`)
  t.match(await answer(), notReady(/Release 0\.0\.9 migrated the database last.*pnpm migrate/))
  await api.pool.query(`update schema_release set release = $1`, [release])
  t.match(await answer(), notReady(/functions differ \(.*publish.*pnpm migrate/))
  await api.pool.query(`insert into schema_migrations values ('9999_other_branch', 'x')`)
  t.match(await answer(), notReady(/migrations are missing or differ \(9999_other_branch\)/))
  await api.pool.query(`delete from schema_migrations`)
  t.match(await answer(), notReady(/migrations are missing or differ \(0001_baseline, .*pnpm migrate/))
  await api.pool.query('drop table schema_release')
  t.match(await answer(), notReady(/never migrated.*pnpm migrate/))
  t.match(await api.call({ url: '/livez' }), { status: 200, json: { status: 'ok' } })
})

void test('a table is missing, 503 before the service was ready, then a 500 and an error in the log', async (t) => {
  const { url } = await createTestDatabase(t)
  const broken = new Client({ connectionString: url })
  await broken.connect()
  t.teardown(() => broken.end())
  await broken.query('alter table registrations rename to elsewhere')
  const api = await startApi(t, { url })
  t.match(await api.register(), { status: 503, json: { code: 'database_unavailable' } })

  await broken.query('alter table elsewhere rename to registrations')
  t.equal((await api.register()).status, 201)
  await broken.query('alter table registrations rename to elsewhere')
  t.match(await api.admin.get('/v1/registrations'), { status: 500, json: { code: 'internal_error' } })
  t.match(api.log_lines.join(''), /"level":"error".*elsewhere|"level":"error".*registrations/)
})

void test('the database is away, 503 with Retry-After; it is back, served without a restart', async (t) => {
  const { url } = await createTestDatabase(t)
  const proxy = await DatabaseProxy.start(url)
  t.teardown(() => proxy.close())
  const api = await startApi(t, { url: proxy.url, META_WA_APP_SECRET: ['secret'] })
  const away = { status: 503, json: { code: 'database_unavailable' }, headers: { 'retry-after': /^\d+$/ } }
  t.equal((await api.register()).status, 201)

  await proxy.goOffline()
  t.match(await api.register({ full_name: 'Fatima Ali' }), away)
  t.match(await api.admin.get('/v1/registrations'), away)
  t.match(await api.admin.post('/v1/reminders/run'), away)
  t.match(await api.call({ url: '/readyz' }), away)
  t.match(await api.call({ url: '/livez' }), { status: 200 })
  t.match(await api.register({ full_name: '' }), { status: 400 }, 'what is wrong anyway is told anyway')

  await proxy.goOnline()
  t.equal((await api.register({ full_name: 'Fatima Ali' })).status, 201)
  t.equal((await api.call({ url: '/readyz' })).status, 200)

  proxy.holdPackets()
  t.match(await api.call({ url: '/readyz' }), { ...away, json: { detail: /did not answer within 0\.9 s/ } })
  proxy.heal('never')
  await until(async () => (await api.call({ url: '/readyz' })).status === 200) // each look gives up one dead connection
  await proxy.goOffline() // a connection that is still dead would keep the end waiting
  t.notMatch(api.log_lines.join(''), new RegExp(`9876543210|${AHMED.email}|Fatima|"level":"error"`))
})

void test('all connections are cut in the middle of requests, 503 or served, and then served again', async (t) => {
  const api = await startApi(t)
  const asked = Array.from({ length: 20 }, (_, at) =>
    api.register({ full_name: `Person ${String.fromCodePoint(65 + at)}` }),
  )
  await api.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
  )
  const statuses = (await Promise.all(asked)).map((answer) => answer.status)
  t.ok(
    statuses.every((status) => status === 201 || status === 503),
    statuses.join(),
  )
  let late = 0
  // A connection that died idle may be met once more before its end is noticed.
  await until(async () => (await api.register({ full_name: `Late ${(late += 1)}` })).status === 201)
})

void test('a statement takes too long, or waits for rows that others change, 503 overloaded and not unavailable', async (t) => {
  const api = await startApi(t)
  const id = await registeredId(api)
  const holder = new Client({ connectionString: api.database_url })
  await holder.connect()
  t.teardown(() => holder.end())
  await holder.query('begin')
  await holder.query('select from registrations for update')
  const answerWith = async (setting: string) => {
    const clients = await Promise.all(Array.from({ length: 10 }, () => api.pool.connect()))
    for (const client of clients) await client.query(setting)
    for (const client of clients) client.release()
    return api.admin.patch(`/v1/registrations/${id}`, { full_name: 'Ahmed Khan' })
  }
  t.match(await answerWith(`set statement_timeout = '50ms'`), overloaded(/took too long/))
  t.match(
    await answerWith(`set statement_timeout = '30s'; set lock_timeout = '1ms'`),
    overloaded(/change the same rows/),
  )
})

void test('readiness: every connection is in use, 503 overloaded; one is free, 200', async (t) => {
  const api = await startApi(t)
  const held = await Promise.all(Array.from({ length: 10 }, () => api.pool.connect()))
  const refused = api.register()
  t.match(await api.call({ url: '/readyz' }), {
    status: 503,
    json: { code: 'overloaded', detail: /All 10 database connections are in use/ },
    headers: { 'retry-after': /^\d+$/ },
  })
  t.match(await refused, { status: 503, json: { code: 'overloaded' }, headers: { 'retry-after': /^\d+$/ } })
  for (const client of held) client.release()
  t.equal((await api.call({ url: '/readyz' })).status, 200)
})

void test('readiness: the database takes no writes, or a temporary file is over the limit of the role', async (t) => {
  const api = await startApi(t)
  const { rows } = await api.pool.query<{ name: string }>('select current_database() as name')
  const set = async (statement: string) => {
    await api.pool.query(`alter database ${rows[0]?.name} ${statement}`)
    // Connections from before keep their settings.
    await api.pool.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    )
    const client = await api.pool.connect()
    client.release(true)
  }
  await set('set default_transaction_read_only = on')
  t.match(await api.call({ url: '/readyz' }), notReady(/takes no writes: default_transaction_read_only/))
  await api.pool.query('set default_transaction_read_only = off')
  await set('reset default_transaction_read_only')
  await set('set temp_file_limit = 0')
  t.match(await api.call({ url: '/readyz' }), { status: 200 })
})
