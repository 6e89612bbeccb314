import { randomUUIDv7 } from 'node:crypto'
import { sql } from 'kysely'
import { type Test, test } from 'tap'
import { emptyParkedBodies } from '../../src/webhooks/apply-webhooks.ts'
import { openSession, whenWaitedFor } from '../deliveries/support.ts'
import { inboundBody, keptOf, recipientOf, SENDER, write } from '../inbound/support.ts'
import { attemptsOf, type Bench, deliveryOf, openBench } from '../fixture.ts'
import {
  accepted,
  answer,
  apply,
  bodyOf,
  contextOf,
  inboxOf,
  send,
  startSending,
  statusOf,
  store,
  tell,
} from './support.ts'

const WAMID = 'wamid.HBgMOTE5ODc2NTQzMjEwFQIAERgS'

/** Marks the message as an erasure does. */
async function erase({ db }: Bench, delivery_id: string): Promise<void> {
  await sql`update deliveries set erased = true where id = ${delivery_id}`.execute(db)
  await sql`update attempts set erased = true where delivery_id = ${delivery_id}`.execute(db)
}

async function erasedForm({ db }: Bench, text: string): Promise<string> {
  const { rows } = await sql<{ form: string }>`select erased_form(${text}) as form`.execute(db)
  return rows[0]?.form ?? ''
}

async function showsNothing(t: Test, bench: Bench, delivery_id: string): Promise<void> {
  const rows = JSON.stringify([await deliveryOf(bench, delivery_id), await attemptsOf(bench, delivery_id)])
  t.notMatch(rows, /wamid|9876543210|Ahmed/)
}

test('webhooks: an applied body, is emptied', async (t) => {
  const bench = await openBench(t)
  const id = await send(bench, WAMID)
  const stored = await store(bench, bodyOf([statusOf({ id: WAMID, status: 'read', opaque: `${id}:1` })]))
  await apply(bench)
  const { body, unmatched } = await inboxOf(bench, stored)
  t.equal(body.length, 0)
  t.equal(unmatched, null)
})

test('webhooks: the person is erased while the message is in flight, its answer and callbacks are applied and restore nothing', async (t) => {
  const bench = await openBench(t)
  const id = await startSending(bench)
  await erase(bench, id)
  await answer(bench, { delivery_id: id, attempt: 1 }, accepted(WAMID))
  t.match(await deliveryOf(bench, id), { state: 'accepted', recipient: `erased:${id}` })
  await showsNothing(t, bench, id)

  await tell(bench, { id: WAMID, status: 'delivered', opaque: `${id}:1` })
  t.match(await deliveryOf(bench, id), { state: 'delivered' })
  const stored = await store(bench, bodyOf([statusOf({ id: WAMID, status: 'read' })]))
  await apply(bench)
  t.match(
    await deliveryOf(bench, id),
    { state: 'read' },
    'also by the message id alone, through its keyed hash',
  )
  t.match(await inboxOf(bench, stored), { unmatched: null })
  await showsNothing(t, bench, id)
})

test('webhooks: an erased message fails, it is not sent again', async (t) => {
  const bench = await openBench(t)
  const id = await send(bench, WAMID)
  await erase(bench, id)
  await tell(bench, { id: WAMID, status: 'failed', code: 131000, details: `No ${SENDER}`, opaque: `${id}:1` })
  t.match(await deliveryOf(bench, id), {
    state: 'cancelled',
    last_error_code: '131000',
    last_error_text: null,
  })
  await showsNothing(t, bench, id)
})

test('webhooks: a STOP written before the erasure, holds for the hash and its words are not stored', async (t) => {
  const bench = await openBench(t)
  const hash = await erasedForm(bench, `+${SENDER}`)
  await sql`
    insert into recipients (channel, address, erased_at) values ('whatsapp', ${hash}, '2026-01-01T00:00:30Z')`.execute(
    bench.db,
  )
  await store(bench, inboundBody({ text: 'STOP', second: 10 }))
  await apply(bench)
  t.ok((await recipientOf(bench, hash))?.suppressed_at)
  t.same(await keptOf(bench), [])
  t.equal(await recipientOf(bench), undefined)

  await write(bench, { text: 'Salam', second: 60 })
  t.match(await keptOf(bench), [{ phone_number: `+${SENDER}` }])
})

test('webhooks: a reply to an erased message, is not stored', async (t) => {
  const bench = await openBench(t)
  const id = await send(bench, WAMID)
  await erase(bench, id)
  await write(bench, { context: WAMID, text: 'From Ahmed' })
  t.same(await keptOf(bench), [])
})

test('webhooks: an erasure commits while an inbound message of its number is applied, the message waits and is not stored', async (t) => {
  const bench = await openBench(t)
  const session = await openSession(t, bench)
  await session.query('begin')
  await session.query(`select pg_advisory_xact_lock(hashtextextended('dutybell:address:+${SENDER}', 0))`)
  const writing = write(bench, { text: 'STOP', second: 10 })
  await whenWaitedFor(bench, session)
  await session.query(`
    insert into recipients (channel, address, erased_at)
    values ('whatsapp', erased_form('+${SENDER}'), '2026-01-01T00:00:30Z')`)
  await session.query('commit')
  await writing
  t.same(await keptOf(bench), [])
  t.equal(await recipientOf(bench), undefined)
})

test('webhooks: parked before an erasure, tried once more and emptied', async (t) => {
  const bench = await openBench(t)
  const id = await startSending(bench)
  const stranger = statusOf({ id: 'wamid.another-app', status: 'failed', code: 131042 })
  const parked = await store(bench, bodyOf([statusOf({ id: WAMID, status: 'read' }), stranger]))
  await apply(bench)
  await sql`update channels set paused_at = null`.execute(bench.db)
  await answer(bench, { delivery_id: id, attempt: 1 }, accepted(WAMID))
  await emptyParkedBodies(contextOf(bench))
  t.ok((await inboxOf(bench, parked)).unmatched, 'parked until an erasure')

  await sql`
    insert into audit_log (id, actor, action, subject_type)
    values (${randomUUIDv7()}, 'tester', 'registration.erased', 'registration')`.execute(bench.db)
  const later = await store(bench, bodyOf([stranger]))
  await apply(bench)
  await sql`update channels set paused_at = null`.execute(bench.db)
  await emptyParkedBodies(contextOf(bench))
  t.match(await deliveryOf(bench, id), { state: 'read' })
  t.match(await inboxOf(bench, parked), { unmatched: null, body: Buffer.alloc(0) })
  t.ok((await inboxOf(bench, later)).unmatched, 'one that came after it stays parked')
  const paused = await sql`select from channels where paused_at is not null`.execute(bench.db)
  t.equal(paused.rows.length, 0, 'an old failure pauses nothing')
})
