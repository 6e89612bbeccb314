import { sql } from 'kysely'
import { test } from 'tap'
import { readAnswer } from '../../src/providers/whatsapp/read-answer.ts'
import { type Bench, deliveryOf, openBench, publishOne } from '../fixture.ts'
import { answer, apply, bodyOf, send, startSending, statusOf, store } from '../webhooks/support.ts'
import { changeBody, keptOf, recipientOf, register, SENDER, write, writeBy } from './support.ts'

const PHONE = `+${SENDER}`
const USER = 'IN.90117264530028811402'
const OTHER_USER = 'IN.55119046120077120033'

function aliases(bench: Bench) {
  return bench.db.selectFrom('recipient_aliases').selectAll().orderBy('kind').orderBy('seen_at').execute()
}

/** A receipt that names the recipient's account. */
async function tellAccount(bench: Bench, wamid: string, account: object, second = 0): Promise<void> {
  await store(bench, bodyOf([{ ...statusOf({ id: wamid, status: 'delivered', second }), ...account }]))
  await apply(bench)
}

test('aliases: a receipt teaches the user id, and a STOP by it suppresses the number', async (t) => {
  const bench = await openBench(t)
  await send(bench, 'wamid.ours', { phone_number: PHONE })
  const { whatsapp_delivery_id } = await publishOne(bench, { phone_number: PHONE })
  await tellAccount(bench, 'wamid.ours', { recipient_user_id: USER, parent_recipient_user_id: 'IN.ENT.7' })
  t.match(await aliases(bench), [
    { address: PHONE, kind: 'parent_user_id', alias: 'IN.ENT.7' },
    { address: PHONE, kind: 'user_id', alias: USER },
  ])
  await writeBy(bench, 'IN.ENT.7', { text: 'STOP' })
  t.equal((await recipientOf(bench))?.suppressed_at ?? null, null, 'a parent user id suppresses nobody')
  await writeBy(bench, USER, { text: 'STOP', second: 1 })
  t.match(await recipientOf(bench), { suppressed_by: 'stop_message' })
  t.match(await deliveryOf(bench, whatsapp_delivery_id), { state: 'cancelled', reason: 'suppressed' })
  t.match((await keptOf(bench)).at(-1), { phone_number: PHONE, effect: 'suppressed', user_id: null })
  await writeBy(bench, USER, { text: 'START', second: 2 })
  t.equal((await recipientOf(bench))?.suppressed_at, null)
})

test('aliases: one body names the account in a receipt and then carries its STOP', async (t) => {
  const bench = await openBench(t)
  await send(bench, 'wamid.ours', { phone_number: PHONE })
  const metadata = { display_phone_number: '15550783881', phone_number_id: '106540352242922' }
  const status = { ...statusOf({ id: 'wamid.ours', status: 'delivered' }), recipient_user_id: USER }
  const message = {
    from_user_id: USER,
    id: 'wamid.in',
    timestamp: '1767225600',
    type: 'text',
    text: { body: 'STOP' },
  }
  const changes = [{ statuses: [status] }, { messages: [message] }].map((value) => ({
    field: 'messages',
    value: { metadata, ...value },
  }))
  await store(bench, JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '1', changes }] }))
  await apply(bench)
  t.ok((await recipientOf(bench))?.suppressed_at)
})

test('aliases: an answer of Meta teaches the digits that differ from the number, in any country', async (t) => {
  const bench = await openBench(t)
  const delivery_id = await startSending(bench, { phone_number: '+2290197000001' })
  const body = JSON.stringify({
    contacts: [{ input: '+2290197000001', wa_id: '22997000001', user_id: 'BJ.1' }],
    messages: [{ id: 'wamid.ours' }],
  })
  await answer(
    bench,
    { delivery_id, attempt: 1 },
    readAnswer({ kind: 'answered', status: 200, headers: {}, body }),
  )
  t.match(await aliases(bench), [
    { address: '+2290197000001', kind: 'user_id', alias: 'BJ.1' },
    { address: '+2290197000001', kind: 'wa_id', alias: '22997000001' },
  ])
  await write(bench, { from: '22997000001', text: 'STOP' })
  t.ok((await recipientOf(bench, '+2290197000001'))?.suppressed_at)
})

test('aliases: written only when they are new', async (t) => {
  const bench = await openBench(t)
  await send(bench, 'wamid.ours', { phone_number: PHONE })
  await tellAccount(bench, 'wamid.ours', { recipient_user_id: USER })
  const version = () => sql`select xmin::text, xmax::text from recipient_aliases`.execute(bench.db)
  const before = (await version()).rows
  await tellAccount(bench, 'wamid.ours', { recipient_user_id: USER }, 9)
  await writeBy(bench, USER, { text: 'Salam', second: 10 })
  t.same((await version()).rows, before)
})

test('aliases: a STOP by a former user id does not suppress the next owner, even when it quotes', async (t) => {
  const bench = await openBench(t)
  await send(bench, 'wamid.ours', { phone_number: PHONE })
  await tellAccount(bench, 'wamid.ours', { recipient_user_id: OTHER_USER }, 5)
  await tellAccount(bench, 'wamid.ours', { recipient_user_id: USER }, 4)
  await writeBy(bench, USER, { text: 'STOP', second: 6, context: 'wamid.ours' })
  t.equal((await recipientOf(bench))?.suppressed_at ?? null, null)
  t.match(await keptOf(bench), [{ phone_number: null, effect: 'not_attributed', user_id: USER }])
  await writeBy(bench, OTHER_USER, { text: 'STOP', second: 7 })
  t.ok((await recipientOf(bench))?.suppressed_at)
})

test('aliases: an unknown user id that quotes a message is its recipient', async (t) => {
  const bench = await openBench(t)
  await send(bench, 'wamid.ours', { phone_number: PHONE })
  await writeBy(bench, USER, { text: 'STOP', context: 'wamid.ours' })
  t.match(await keptOf(bench), [{ phone_number: PHONE, effect: 'suppressed' }])
})

test('aliases: who writes by another number is credited, not who got the quoted message', async (t) => {
  const bench = await openBench(t)
  const delivery_id = await send(bench, 'wamid.ours', { phone_number: PHONE })
  await write(bench, { from: '919123456780', text: 'STOP', context: 'wamid.ours' })
  t.match(await keptOf(bench), [{ phone_number: '+919123456780', delivery_id, effect: 'suppressed' }])
  t.equal((await recipientOf(bench))?.suppressed_at ?? null, null)
  t.ok((await recipientOf(bench, '+919123456780'))?.suppressed_at)
})

test('aliases: a message of an unknown writer is marked and keeps the name', async (t) => {
  const bench = await openBench(t)
  const contacts = [{ profile: { name: 'Meena R', username: 'meena.r' }, user_id: USER }]
  await writeBy(bench, USER, { text: 'STOP', contacts })
  t.match(await keptOf(bench), [
    { phone_number: null, effect: 'not_attributed', user_id: USER, writer_name: 'Meena R, meena.r' },
  ])
  const audit = await bench.db.selectFrom('audit_log').select(['action', 'actor', 'subject_id']).execute()
  t.match(audit, [{ action: 'preference.not_attributed', actor: 'whatsapp' }])
})

test('aliases: user_changed_user_id is only an alias, and a new number takes the user id along', async (t) => {
  const bench = await openBench(t)
  await register(bench, 'Ahmed Ali')
  const system = { type: 'user_changed_user_id', user_id: OTHER_USER, previous_user_id: USER }
  await write(bench, { item: { type: 'system', system } })
  t.match(await aliases(bench), [{ address: PHONE, alias: OTHER_USER }])
  t.same(await keptOf(bench), [])
  const changed = {
    type: 'user_changed_number',
    wa_id: '919123456780',
    user_id: 'IN.3',
    previous_user_id: OTHER_USER,
  }
  await writeBy(bench, 'IN.3', { second: 1, item: { type: 'system', system: changed } })
  t.match(await bench.db.selectFrom('number_changes').selectAll().execute(), [
    { address: PHONE, new_address: '+919123456780' },
  ])
  await writeBy(bench, 'IN.3', { second: 2, text: 'STOP' })
  t.ok((await recipientOf(bench, '+919123456780'))?.suppressed_at)
  t.equal((await recipientOf(bench))?.suppressed_at ?? null, null)
})

test('aliases: a marketing preference by user id, is of the number', async (t) => {
  const bench = await openBench(t)
  await writeBy(bench, USER, { contacts: [{ wa_id: SENDER, user_id: USER }] })
  const preference = {
    user_id: USER,
    category: 'marketing_messages',
    value: 'stop',
    timestamp: 1_767_225_601,
  }
  await store(bench, changeBody('user_preferences', { user_preferences: [preference] }))
  await apply(bench)
  t.match(await recipientOf(bench), { marketing_suppressed_by: 'user_preferences' })
})

test('aliases: erased as hashes, and a STOP by user id holds when the number returns', async (t) => {
  const bench = await openBench(t)
  await register(bench, 'Ahmed Ali')
  await writeBy(bench, USER, { contacts: [{ wa_id: SENDER, user_id: USER }] })
  await sql`
    with erased as (select erased_form(${PHONE}) as hash), known as (
      insert into recipients (channel, address, erased_at) select 'whatsapp', hash, now() from erased
    )
    select move_aliases(${PHONE}, hash) from erased`.execute(bench.db)
  await sql`update registrations set status = 'erased'`.execute(bench.db)
  t.notMatch(JSON.stringify(await aliases(bench)), /IN\.9|9876543210/)
  await writeBy(bench, USER, { text: 'STOP', second: 60 })
  await register(bench, 'Ahmed Ali')
  t.ok((await recipientOf(bench))?.suppressed_at)
  t.match(await aliases(bench), [{ address: PHONE, kind: 'user_id' }])
  await writeBy(bench, USER, { text: 'START', second: 70 })
  t.equal((await recipientOf(bench))?.suppressed_at, null)
})
