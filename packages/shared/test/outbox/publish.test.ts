import { sql } from 'kysely'
import { test } from 'tap'
import { publish } from '../../src/outbox/publish.ts'
import { allot, deliveryOf, eventOf, openBench, whenWaitedFor } from './fixture.ts'

test('publish: an event with a phone number and an e-mail address, one delivery each', async (t) => {
  const { db } = await openBench(t)
  const event = eventOf({ email: 'ahmed@example.org' })
  const published = await db.transaction().execute((tx) => publish(tx, [event]))
  t.same([...published], [event.id])
  const deliveries = await db.selectFrom('deliveries').selectAll().orderBy('channel').execute()
  t.match(deliveries, [
    {
      id: event.email_delivery_id,
      channel: 'email',
      recipient: 'ahmed@example.org',
      state: 'pending',
      template: event.type,
    },
    {
      id: event.whatsapp_delivery_id,
      channel: 'whatsapp',
      recipient: event.phone_number,
      state: 'pending',
      attempts: 0,
    },
  ])
  t.match(await db.selectFrom('outbox').selectAll().execute(), [
    {
      id: event.id,
      type: event.type,
      payload: { language: 'en', parameters: ['Ahmed Ali'], duty_assignments: [] },
    },
  ])
})

test('publish: an event without an address, the event is stored without a delivery', async (t) => {
  const { db } = await openBench(t)
  await db.transaction().execute((tx) => publish(tx, [eventOf({ phone_number: null })]))
  t.equal((await db.selectFrom('outbox').select('id').execute()).length, 1)
  t.equal((await db.selectFrom('deliveries').select('id').execute()).length, 0)
})

test('publish: an event names duties, each is stored with its version', async (t) => {
  const bench = await openBench(t)
  const { duty_id } = await allot(bench)
  t.match(await bench.db.selectFrom('outbox_duty_assignments').selectAll().execute(), [
    { duty_assignment_id: duty_id, version: 1 },
  ])
})

test('publish: the same key twice, also in one call, creates one event and one delivery', async (t) => {
  const { db } = await openBench(t)
  const first = eventOf({ dedupe_key: 'same' })
  const again = eventOf({ dedupe_key: 'same' })
  const other = eventOf()
  t.same([...(await db.transaction().execute((tx) => publish(tx, [first, again])))], [first.id])
  t.same([...(await db.transaction().execute((tx) => publish(tx, [again, other])))], [other.id])
  const deliveries = await db.selectFrom('deliveries').select('id').orderBy('seq').execute()
  t.same(deliveries, [{ id: first.whatsapp_delivery_id }, { id: other.whatsapp_delivery_id }])
})

for (const ending of ['commits', 'is rolled back'] as const) {
  test(`publish: two concurrent transactions with the same key and the first ${ending}, there is one event`, async (t) => {
    const bench = await openBench(t)
    const first = eventOf({ dedupe_key: 'same' })
    const second = eventOf({ dedupe_key: 'same' })
    const tx = await bench.db.startTransaction().execute()
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)
    await publish(tx, [first])
    const published = bench.db.transaction().execute((other) => publish(other, [second]))
    await whenWaitedFor(bench, rows[0]?.pid ?? 0)
    await (ending === 'commits' ? tx.commit() : tx.rollback()).execute()
    t.same([...(await published)], ending === 'commits' ? [] : [second.id])
    t.equal((await bench.db.selectFrom('outbox').select('id').execute()).length, 1)
    t.equal((await bench.db.selectFrom('deliveries').select('id').execute()).length, 1)
  })
}

test('publish: the rank is the earlier of the deadline and a day after the commit', async (t) => {
  const bench = await openBench(t)
  const soon = eventOf({ expires_at: Temporal.Now.instant().add({ hours: 6 }).toString() })
  const late = eventOf({
    expires_at: Temporal.Now.instant()
      .add({ hours: 24 * 7 })
      .toString(),
  })
  await bench.db.transaction().execute((tx) => publish(tx, [soon, late]))
  const first = await deliveryOf(bench, soon.whatsapp_delivery_id)
  t.equal(String(first.rank), String(first.expires_at))
  const { created_at } = await bench.db
    .selectFrom('outbox')
    .select('created_at')
    .where('id', '=', late.id)
    .executeTakeFirstOrThrow()
  const second = await deliveryOf(bench, late.whatsapp_delivery_id)
  t.equal(String(second.rank), String(created_at.add({ hours: 24 })))
})

const UPDATES = {
  'an update': `update outbox set type = 'other'`,
  'an update that finds nothing': `update outbox set type = 'other' where false`,
  'an insert that updates on conflict': `
    insert into outbox (id, aggregatetype, aggregateid, type, payload, dedupe_key)
    select id, aggregatetype, aggregateid, type, payload, dedupe_key from outbox
    on conflict (dedupe_key) do update set type = 'other'`,
  'a merge': `
    merge into outbox using (select id from outbox) o on o.id = outbox.id when matched then update set type = 'other'`,
  'an update of the duties concerned': `update outbox_duty_assignments set version = 2`,
}

for (const [what, statement] of Object.entries(UPDATES)) {
  test(`outbox: ${what}, is rejected by the database`, async (t) => {
    const bench = await openBench(t)
    await allot(bench)
    await t.rejects(bench.pool.query(statement), { code: '23001', message: /never updated/ })
  })
}
