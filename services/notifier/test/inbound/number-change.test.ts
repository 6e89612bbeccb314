import { sql } from 'kysely'
import { test } from 'tap'
import { createLogger } from '@dutybell/shared/logger'
import { mailInbound } from '../../src/operator-mail/mail-inbound.ts'
import { settleDeliveries } from '../../src/deliveries/settle-deliveries.ts'
import { type Bench, deliveryOf, openBench, publishOne, startMeta } from '../fixture.ts'
import { claimSql, openSession } from '../deliveries/support.ts'
import { claim, SETTINGS } from '../webhooks/support.ts'
import { register, SENDER, write } from './support.ts'

const OLD = `+${SENDER}`
const NEW = '+919123456780'
const NAMES = 'User A changed from +91 98765 43210 to +91 91234 56780'

const FORMS: Record<string, object> = {
  '2021': { body: NAMES, new_wa_id: '919123456780', type: 'user_changed_number' },
  '2026': {
    body: NAMES,
    wa_id: '919123456780',
    user_id: 'IN.55119046120077120033',
    previous_user_id: 'IN.90117264530028811402',
    type: 'user_changed_number',
  },
}

function changes(bench: Bench) {
  return bench.db.selectFrom('number_changes').selectAll().orderBy('registration_id').orderBy('at').execute()
}

for (const [year, system] of Object.entries(FORMS)) {
  test(`number-change: the form of ${year}, everybody of the number is flagged and WhatsApp is held`, async (t) => {
    const bench = await openBench(t)
    const father = await register(bench, 'Ahmed Ali')
    const son = await register(bench, 'Bilal Ali')
    await register(bench, 'Farah', '+919876500000')
    const before = await publishOne(bench, { registration_id: father, phone_number: OLD })
    const job = await publishOne(bench, { phone_number: OLD })
    await write(bench, { item: { type: 'system', system } })
    const after = await publishOne(bench, { registration_id: son, phone_number: OLD, email: 'a@example.org' })
    const other = await publishOne(bench)
    t.match(await changes(bench), [
      { registration_id: father, address: OLD, new_address: NEW, decided_at: null },
      { registration_id: son, address: OLD, new_address: NEW, decided_at: null },
    ])
    await claim(bench)
    for (const { whatsapp_delivery_id } of [before, job, after]) {
      t.match(await deliveryOf(bench, whatsapp_delivery_id), {
        state: 'held',
        reason: 'number_changed',
        attempts: 0,
      })
    }
    t.match(await deliveryOf(bench, other.whatsapp_delivery_id), { state: 'sending' })
    t.match(await deliveryOf(bench, after.email_delivery_id), { state: 'pending' })
  })
}

test('number-change: a repeated or late change, or one to the same number, is recorded once', async (t) => {
  const bench = await openBench(t)
  await register(bench, 'Ahmed Ali')
  const item = { type: 'system', system: FORMS['2026'] }
  await write(bench, { id: 'wamid.change', item, second: 5 })
  await sql`select decide_number_change(registration_id) from number_changes`.execute(bench.db)
  await write(bench, { id: 'wamid.change', item, second: 5 })
  await write(bench, { id: 'wamid.earlier', item, second: 4 })
  const system = { type: 'user_changed_number', wa_id: SENDER }
  await write(bench, { item: { type: 'system', system }, second: 6 })
  t.equal((await changes(bench)).length, 1)
})

test('number-change: the new number is not disclosed, or changes again, the latest is shown', async (t) => {
  const bench = await openBench(t)
  await register(bench, 'Ahmed Ali')
  await write(bench, { item: { type: 'system', system: { type: 'user_changed_number' } } })
  t.match(await changes(bench), [{ address: OLD, new_address: null }])
  await write(bench, { item: { type: 'system', system: FORMS['2021'] }, second: 1 })
  const system = { type: 'user_changed_number', wa_id: '919000000001' }
  await write(bench, { from: '919123456780', item: { type: 'system', system }, second: 2 })
  t.match(await changes(bench), [{ new_address: null }, { address: OLD, new_address: '+919000000001' }])
})

test('number-change: a user id alone changes, no number does', async (t) => {
  const bench = await openBench(t)
  await register(bench, 'Ahmed Ali')
  const system = { type: 'user_changed_user_id', user_id: 'IN.2', previous_user_id: 'IN.1' }
  await write(bench, { item: { type: 'system', system } })
  t.same(await changes(bench), [])
})

test('number-change: held, expires as usual', async (t) => {
  const bench = await openBench(t)
  const registration_id = await register(bench, 'Ahmed Ali')
  const { whatsapp_delivery_id } = await publishOne(bench, { registration_id, phone_number: OLD })
  await write(bench, { item: { type: 'system', system: FORMS['2026'] } })
  await claim(bench)
  await sql`update deliveries set expires_at = now()`.execute(bench.db)
  await settleDeliveries(bench.db, SETTINGS)
  t.match(await deliveryOf(bench, whatsapp_delivery_id), { state: 'expired' })
})

test('number-change: decided while a claim holds the delivery, the settlement releases it', async (t) => {
  const bench = await openBench(t)
  const registration_id = await register(bench, 'Ahmed Ali')
  const { whatsapp_delivery_id } = await publishOne(bench, { registration_id, phone_number: OLD })
  await write(bench, { item: { type: 'system', system: FORMS['2026'] } })
  const session = await openSession(t, bench)
  await session.query('begin')
  t.same(await session.query(claimSql(10)), [])
  await sql`select decide_number_change(${registration_id})`.execute(bench.db)
  await session.query('commit')
  t.match(await deliveryOf(bench, whatsapp_delivery_id), { state: 'held' })
  await settleDeliveries(bench.db, SETTINGS)
  t.match(await deliveryOf(bench, whatsapp_delivery_id), { state: 'pending', reason: null })
})

test('number-change: the mail names the new number and both routes, of each person', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  const id = await register(bench, 'Ahmed Ali')
  await write(bench, { item: { type: 'system', system: FORMS['2026'] } })
  const log = createLogger({ service: 'test', level: 'silent' })
  const mail = { smtp_url: meta.smtp_url, from: 'duties@example.org', to: 'admin@example.org', log }
  await mailInbound({ db: bench.db, time_zone: 'Asia/Kolkata', mail })
  const text = meta.mails[0]?.text.replaceAll(/=\r?\n/g, '')
  t.match(text, `Ahmed Ali has ${NEW} by WhatsApp now`)
  t.match(text, /held until you decide/)
  t.match(text, `Change the number: PATCH /v1/registrations/${id} {"phone_number": "${NEW}"}`)
  t.match(text, `POST /v1/registrations/${id}/number-change {"keep": true}`)
})
