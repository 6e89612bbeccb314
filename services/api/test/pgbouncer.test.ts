import { migrate } from '@dutybell/shared/db/migrate'
import { createTestDatabase } from '@dutybell/testing/cluster'
import { startPgBouncer } from '@dutybell/testing/pgbouncer'
import { Client } from 'pg'
import { test } from 'tap'
import { startApi } from './start-api.ts'

const PEOPLE = 40

for (const prepared of ['auto', 'off'] as const) {
  test(`pgbouncer: transaction mode, DATABASE_PREPARED=${prepared}, requests are served and time limits hold`, async (t) => {
    const { url: direct } = await createTestDatabase(t)
    const { url } = await startPgBouncer(t, direct, 'transaction')
    const api = await startApi(t, { url, prepared })

    const before = await api.call({ method: 'GET', url: '/readyz' })
    t.equal(before.status, 503)
    t.match(before.text, /statement_timeout is 0 instead of 30000.*run pnpm migrate/)

    t.same(await migrate(direct), [], 'the role sets itself')
    await reconnect(direct)
    t.equal((await api.call({ method: 'GET', url: '/readyz' })).status, 200)

    const created = await Promise.all(
      Array.from({ length: PEOPLE }, (_, n) =>
        api.register({
          full_name: 'Ahmed Ali',
          phone_number: `98765 4${3_000 + n}`,
          email: `a${n}@example.org`,
        }),
      ),
    )
    t.same(new Set(created.map(({ status, text }) => (status === 201 ? status : text))), new Set([201]))
    const list = await api.admin.get('/v1/registrations?limit=100')
    t.equal(list.status, 200)
    t.match(list.json, { items: { length: PEOPLE } })
    const id = String(created[0]?.json['id'])
    t.equal((await api.admin.patch(`/v1/registrations/${id}`, { full_name: 'Ahmed A. Ali' })).status, 200)

    const { rows } = await api.pool.query(
      `select current_setting('statement_timeout') as statement, current_setting('idle_in_transaction_session_timeout') as idle`,
    )
    t.same(rows, [{ statement: '30s', idle: '30s' }])
  })
}

/** As RECONNECT in the console of PgBouncer. */
async function reconnect(url: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(
    'select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  )
  await client.end()
}
