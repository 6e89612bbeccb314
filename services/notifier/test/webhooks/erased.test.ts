import { sql } from 'kysely'
import { type Test, test } from 'tap'
import { inboundBody, keptOf, recipientOf, SENDER, write } from '../inbound/support.ts'
import { attemptsOf, type Bench, deliveryOf, openBench } from '../fixture.ts'
import {
  accepted,
  answer,
  apply,
  bodyOf,
  inboxOf,
  send,
  startSending,
  statusOf,
  store,
  tell,
} from './support.ts'

const WAMID = 'wamid.HBgMOTE5ODc2NTQzMjEwFQIAERgS'

/** What an erasure leaves of the messages; the API's tests show how it does. */
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

test('webhooks: once they are applied, their bytes go', async (t) => {
  const bench = await openBench(t)
  const id = await send(bench, WAMID)
  const stored = await store(bench, bodyOf([statusOf({ id: WAMID, status: 'read', opaque: `${id}:1` })]))
  await apply(bench)
  const { body, unmatched } = await inboxOf(bench, stored)
  t.equal(body.length, 0)
  t.equal(unmatched, null)
})

test('webhooks: the person is erased while the message flies, answer and callbacks are counted and bring nothing back', async (t) => {
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
  t.match(await deliveryOf(bench, id), { state: 'read' }, 'also by the message id alone, whose hash is known')
  t.match(await inboxOf(bench, stored), { unmatched: null })
  await showsNothing(t, bench, id)
})

test('webhooks: of an erased message Meta says that it failed, it is not sent again', async (t) => {
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

test('webhooks: a STOP was stored when its writer was erased, holds for the hash and keeps no words', async (t) => {
  const bench = await openBench(t)
  const hash = await erasedForm(bench, `+${SENDER}`)
  await write(bench, { from: hash, text: 'STOP' })
  t.ok((await recipientOf(bench, hash))?.suppressed_at)
  t.same(await keptOf(bench), [])
})

test('webhooks: a STOP written before the erasure comes after it, holds for the hash; one written after is kept', async (t) => {
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
