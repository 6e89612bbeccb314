import { createTestDatabase } from '@dutybell/testing/cluster'
import { DatabaseProxy } from '@dutybell/testing/database-proxy'
import { test } from 'tap'
import { assignedId, deliveriesOf, registeredId, startApi } from './start-api.ts'

void test('creating a registration or an assignment, is one statement in one round trip', async (t) => {
  const { url } = await createTestDatabase(t)
  const proxy = await DatabaseProxy.start(url)
  t.teardown(() => proxy.close())
  const api = await startApi(t, { url: proxy.url })
  await api.db.selectFrom('registrations').selectAll().execute() // the connection is open

  const during = async <Result>(work: () => Promise<Result>) => {
    const before = { statements: proxy.seen.statements.length, round_trips: proxy.seen.round_trips }
    const result = await work()
    const statements = proxy.seen.statements
      .slice(before.statements)
      .filter((statement) => !/graphile_worker\.add_job|^select pg_notify/.test(statement))
    const wake_ups = proxy.seen.statements.length - before.statements - statements.length
    return { result, statements, round_trips: proxy.seen.round_trips - before.round_trips - wake_ups }
  }

  const registered = await during(() => registeredId(api))
  t.equal(registered.statements.length, 1)
  t.equal(registered.round_trips, 1)
  t.match(registered.statements[0], /insert into registrations[\s\S]*publish_events\(/)

  const assigned = await during(() => assignedId(api, { registration_id: registered.result }))
  t.equal(assigned.statements.length, 2)
  t.match(
    assigned.statements,
    [/from change_duties\(/, /^select .* from "duty_times"/],
    'then it checks the label',
  )
  t.equal(assigned.round_trips, 2)
  t.equal((await deliveriesOf(api)).length, 4)
})
