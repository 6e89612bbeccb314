import { test } from 'tap'
import { claimSql, openSession, whenWaitedFor } from '../deliveries/support.ts'
import { deliveryOf, openBench, publishOne } from '../fixture.ts'
import { accepted, answer, apply, claim, send, startSending, store } from '../webhooks/support.ts'
import {
  changeBody,
  inboundBody,
  keptOf,
  messageOf,
  recipientOf,
  register,
  SENDER,
  write,
} from './support.ts'

const PHONE = { phone_number: `+${SENDER}` }

test('store-inbound: a message delivered several times, is stored once', async (t) => {
  const bench = await openBench(t)
  const body = inboundBody({ id: 'wamid.in', text: 'I will be late' })
  await store(bench, body)
  await store(bench, body)
  await apply(bench)
  await store(bench, body)
  await apply(bench)
  t.match(await keptOf(bench), [
    {
      provider_message_id: 'wamid.in',
      phone_number: `+${SENDER}`,
      type: 'text',
      text: 'I will be late',
      preference: null,
    },
  ])
  t.equal((await keptOf(bench)).length, 1)
  t.equal((await recipientOf(bench))?.suppressed_at ?? null, null)
})

test('store-inbound: a reply to a message, is stored with its delivery and its number', async (t) => {
  const bench = await openBench(t)
  const delivery_id = await send(bench, 'wamid.ours', { phone_number: '+5215512345678' })
  await write(bench, { context: 'wamid.ours', from: '525512345678' })
  t.match(await keptOf(bench), [
    { delivery_id, context_message_id: 'wamid.ours', phone_number: '+5215512345678' },
  ])
})

test('store-inbound: a WhatsApp id that differs from the registered number, is stored under the registered number', async (t) => {
  const bench = await openBench(t)
  await register(bench, 'Maria', '+5547988887777')
  await write(bench, { from: '554788887777', text: 'STOP' })
  t.match(await keptOf(bench), [{ phone_number: '+5547988887777' }])
  t.ok((await recipientOf(bench, '+5547988887777'))?.suppressed_at)
})

test('store-inbound: a sender without a number, is stored without', async (t) => {
  const bench = await openBench(t)
  await write(bench, { from: 'US.13491208655302741918', text: 'STOP' })
  t.match(await keptOf(bench), [{ phone_number: null, preference: 'stop' }])
})

test('store-inbound: a message to another number of the account, is skipped', async (t) => {
  const bench = await openBench(t)
  await store(bench, inboundBody({ text: 'STOP' }).replace('106540352242922', '999'))
  await apply(bench)
  t.same(await keptOf(bench), [])
  t.equal(await recipientOf(bench), undefined)
})

test('store-inbound: STOP, suppresses WhatsApp, and only WhatsApp, for all people of the number', async (t) => {
  const bench = await openBench(t)
  const father = await publishOne(bench, { ...PHONE, email: 'ahmed@example.org' })
  const son = await publishOne(bench, PHONE)
  const other = await publishOne(bench)
  await write(bench, { id: 'wamid.stop', text: 'Stop.', second: 5 })
  const recipient = await recipientOf(bench)
  t.equal(recipient?.suppressed_at?.toString(), '2026-01-01T00:00:05Z')
  t.match(recipient, { suppressed_by: 'stop_message', suppression_message_id: 'wamid.stop' })
  const cancelled = { state: 'cancelled', reason: 'suppressed', withdrawn: true }
  t.match(await deliveryOf(bench, father.whatsapp_delivery_id), cancelled)
  t.match(await deliveryOf(bench, son.whatsapp_delivery_id), cancelled)
  t.match(await deliveryOf(bench, father.email_delivery_id), { state: 'pending' })
  t.match(await deliveryOf(bench, other.whatsapp_delivery_id), { state: 'pending' })
})

test('store-inbound: a message published after STOP, is cancelled by the claim', async (t) => {
  const bench = await openBench(t)
  await write(bench, { text: 'STOP' })
  const { whatsapp_delivery_id } = await publishOne(bench, PHONE)
  await claim(bench)
  t.match(await deliveryOf(bench, whatsapp_delivery_id), { state: 'cancelled', reason: 'suppressed' })
})

test('store-inbound: STOP while a message is in flight, it may arrive and is never sent again', async (t) => {
  const bench = await openBench(t)
  const flying = await startSending(bench, PHONE)
  const waiting = await publishOne(bench, PHONE)
  await write(bench, { text: 'STOP' })
  t.match(await deliveryOf(bench, flying), { state: 'sending', withdrawn: true })
  t.match(await deliveryOf(bench, waiting.whatsapp_delivery_id), { state: 'cancelled' })
  const error = { class: 'transient', code: '131000', text: '' } as const
  await answer(bench, { delivery_id: flying, attempt: 1 }, { outcome: 'refused', error })
  t.match(await deliveryOf(bench, flying), { state: 'cancelled', reason: 'suppressed' })
})

test('store-inbound: STOP while a message is in doubt, it is marked and never sent again', async (t) => {
  const bench = await openBench(t)
  const doubtful = await startSending(bench, PHONE)
  const error = { class: 'transient', code: 'ECONNRESET', text: '' } as const
  await answer(bench, { delivery_id: doubtful, attempt: 1 }, { outcome: 'in_doubt', error })
  await write(bench, { text: 'STOP' })
  t.match(await deliveryOf(bench, doubtful), { state: 'in_doubt', withdrawn: true })
})

test('store-inbound: STOP while a message is held, it is cancelled', async (t) => {
  const bench = await openBench(t)
  await bench.db
    .insertInto('templates')
    .values({ name: 'registration_received', language: 'en', state: 'held' })
    .execute()
  const held = await startSending(bench, PHONE)
  t.match(await deliveryOf(bench, held), { state: 'held' })
  await write(bench, { text: 'STOP' })
  t.match(await deliveryOf(bench, held), { state: 'cancelled', reason: 'suppressed' })
})

test('store-inbound: STOP after a message was accepted, it stays accepted', async (t) => {
  const bench = await openBench(t)
  const came = await startSending(bench, PHONE)
  await answer(bench, { delivery_id: came, attempt: 1 }, accepted('wamid.came'))
  await write(bench, { text: 'STOP' })
  t.match(await deliveryOf(bench, came), { state: 'accepted', withdrawn: false })
})

test('store-inbound: STOP while a claim runs, it waits for the claim and marks the claimed delivery', async (t) => {
  const bench = await openBench(t)
  const event = await publishOne(bench, PHONE)
  const session = await openSession(t, bench)
  await session.query('begin')
  t.equal((await session.query(claimSql(10))).length, 1)
  const stopping = write(bench, { text: 'STOP' })
  await whenWaitedFor(bench, session)
  await session.query('commit')
  await stopping
  t.match(await deliveryOf(bench, event.whatsapp_delivery_id), { state: 'sending', withdrawn: true })
})

test('store-inbound: START, lifts the suppression and leaves cancelled messages cancelled', async (t) => {
  const bench = await openBench(t)
  const before = await publishOne(bench, PHONE)
  await write(bench, { text: 'STOP', second: 1 })
  await write(bench, { text: 'शुरू करें', second: 2 })
  t.match(await recipientOf(bench), {
    suppressed_at: null,
    suppressed_by: null,
    suppression_message_id: null,
  })
  const after = await publishOne(bench, PHONE)
  await claim(bench)
  t.match(await deliveryOf(bench, before.whatsapp_delivery_id), { state: 'cancelled' })
  t.match(await deliveryOf(bench, after.whatsapp_delivery_id), { state: 'sending' })
})

test('store-inbound: another text after STOP, the number stays suppressed', async (t) => {
  const bench = await openBench(t)
  await write(bench, { text: 'STOP', second: 1 })
  await write(bench, { text: 'Salam, when is my duty?', second: 2 })
  t.ok((await recipientOf(bench))?.suppressed_at)
})

test('store-inbound: a STOP that arrives after a START written later, the START applies', async (t) => {
  const bench = await openBench(t)
  await write(bench, { text: 'START', second: 9 })
  const event = await publishOne(bench, PHONE)
  await write(bench, { text: 'STOP', second: 8 })
  t.equal((await recipientOf(bench))?.suppressed_at, null)
  t.match(await deliveryOf(bench, event.whatsapp_delivery_id), { state: 'pending' })
  await write(bench, { text: 'STOP', second: 10 })
  t.ok((await recipientOf(bench))?.suppressed_at)
  await write(bench, { text: 'START', second: 9 })
  t.ok((await recipientOf(bench))?.suppressed_at)
})

test('store-inbound: a STOP delivered again after a START of the same second, the START applies', async (t) => {
  const bench = await openBench(t)
  const stop = inboundBody({ id: 'wamid.stop', text: 'STOP', second: 1 })
  await store(bench, stop)
  await apply(bench)
  await write(bench, { text: 'START', second: 1 })
  await store(bench, stop)
  await apply(bench)
  t.equal((await recipientOf(bench))?.suppressed_at, null)
})

test('store-inbound: an opt-out button on a message, suppresses', async (t) => {
  const bench = await openBench(t)
  await send(bench, 'wamid.ours', PHONE)
  await write(bench, {
    context: 'wamid.ours',
    item: { type: 'button', button: { payload: 'STOP', text: 'Stop' } },
  })
  t.match(await recipientOf(bench), { suppressed_by: 'stop_message' })
})

test('store-inbound: standby, STOP counts and the operator is warned once', async (t) => {
  const bench = await openBench(t)
  const metadata = { display_phone_number: '15550783881', phone_number_id: '106540352242922' }
  for (const second of [0, 60]) {
    const messages = [messageOf({ text: second === 0 ? 'STOP' : 'Salam', second })]
    await store(bench, changeBody('standby', { messaging_product: 'whatsapp', metadata, messages }, second))
    await apply(bench)
  }
  t.ok((await recipientOf(bench))?.suppressed_at)
  t.equal((await keptOf(bench)).length, 2)
  t.match(await bench.db.selectFrom('account_news').select(['key', 'text']).execute(), [
    { key: 'standby', text: /STOP and START still count/ },
  ])
})
