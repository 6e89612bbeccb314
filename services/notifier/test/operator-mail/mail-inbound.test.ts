import { test } from 'tap'
import { createLogger } from '@dutybell/shared/logger'
import type { Simulator } from '@dutybell/simulator/simulator'
import { mailInbound } from '../../src/operator-mail/mail-inbound.ts'
import { type Bench, openBench, startMeta } from '../fixture.ts'
import { send } from '../webhooks/support.ts'
import { keptOf, register, SENDER, write, writeBy } from '../inbound/support.ts'

const log = createLogger({ service: 'test', level: 'silent' })

function contextOf({ db }: Bench, meta: Simulator, to: string | undefined = 'admin@example.org') {
  const mail = { smtp_url: meta.smtp_url, from: 'Duties <duties@example.org>', to, log }
  return { db, time_zone: 'Asia/Kolkata', mail }
}

test('mail-inbound: one new message, one mail with its sender and text', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  await register(bench, 'Ahmed Ali')
  await send(bench, 'wamid.ours', { phone_number: `+${SENDER}` })
  await write(bench, { text: 'I cannot come.\nSorry', context: 'wamid.ours' })
  await mailInbound(contextOf(bench, meta))
  await mailInbound(contextOf(bench, meta))
  t.equal(meta.mails.length, 1)
  const [mail] = meta.mails
  t.match(mail?.subject, /Ahmed Ali wrote back/)
  t.match(
    mail?.text,
    /Ahmed Ali, \+919876543210, 2026-01-01 05:30 \(Asia\/Kolkata\), in answer to registration_received:/,
  )
  t.match(mail?.text, / {4}I cannot come\.\n {4}Sorry/)
  t.ok((await keptOf(bench)).every((message) => message.mailed_at))
})

test('mail-inbound: many new messages, one mail that lists all in the order written', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  await register(bench, 'Ahmed Ali')
  await register(bench, 'Zainab Ali')
  await write(bench, { text: 'third', second: 3, from: '919876500000' }, { text: 'STOP', second: 2 })
  await write(bench, { item: { type: 'image', image: {} }, second: 1 })
  await mailInbound(contextOf(bench, meta))
  t.equal(meta.mails.length, 1)
  const [mail] = meta.mails
  t.match(mail?.subject, /3 messages from volunteers/)
  t.match(
    mail?.text,
    /Ahmed Ali or Zainab Ali[^]*\(image, without words\)[^]*STOP[^]*Nothing is sent to this number[^]*not registered, \+919876500000[^]*third/,
  )
})

test('mail-inbound: a text with STOP beside other words is marked and suppresses nothing', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  await write(bench, { text: 'Stop by at 5 pm?' }, { text: 'Salam', second: 1 })
  await mailInbound(contextOf(bench, meta))
  t.match(
    meta.mails[0]?.text,
    /Stop by at 5 pm\?\nThis may be asking for no more messages\. Messages are still sent[^\n]*\n\n[^]*Salam\n\nPlease answer/,
  )
  t.match(await keptOf(bench), [{ preference: null }, { preference: null }])
  await write(bench, { text: 'STOP', second: 2 }, { text: 'please do stop these', second: 3 })
  await mailInbound(contextOf(bench, meta))
  const [, after_stop] = meta.mails
  t.match(after_stop?.text, /no more messages\. Nothing is sent to this number by WhatsApp already\./)
  t.notMatch(after_stop?.text, /still sent/)
})

test('mail-inbound: a request of an unknown writer, the mail says that nothing was changed and what to do', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  const contacts = [{ profile: { name: 'Meena R' }, user_id: 'IN.9' }]
  await writeBy(bench, 'IN.9', { text: 'STOP', contacts })
  await mailInbound(contextOf(bench, meta))
  const text = plain(meta)
  t.match(text, /A sender without a number \(Meena R\)/)
  t.match(text, /could not be attributed, so nothing was changed: find the person and PATCH/)
  t.notMatch(text, /Nothing is sent/)
})

test('mail-inbound: an unknown writer quotes a message, the mail names the number that still gets messages', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  const id = await register(bench, 'Ahmed Ali')
  await send(bench, 'wamid.ours', { phone_number: `+${SENDER}`, registration_id: id })
  await write(bench, { from: '919123456780', text: 'STOP', context: 'wamid.ours' })
  await mailInbound(contextOf(bench, meta))
  const text = plain(meta)
  t.match(text, /not registered, \+919123456780[^]*Nothing is sent to this number/)
  t.match(text, `went to Ahmed Ali, +${SENDER}, who is still written to`)
  t.match(text, `PATCH /v1/registrations/${id} {"whatsapp_opt_in": false}`)
})

test('mail-inbound: STOP in a group, suppresses nothing and is marked', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  await write(bench, { item: { type: 'text', text: { body: 'stop' }, group_id: 'Y2FwaV9n' } })
  await mailInbound(contextOf(bench, meta))
  t.match(plain(meta), /in a group:[^]*stop[^]*what is said in a group ends none/)
  t.match(await keptOf(bench), [{ preference: null, effect: null }])
})

/** The text of the first mail without soft line breaks. */
function plain(meta: Simulator): string {
  return meta.mails[0]?.text.replaceAll(/=\r?\n/g, '').replaceAll('=3D', '=') ?? ''
}

test('mail-inbound: the mail server refuses, mailed once at the next run', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  await write(bench, { text: 'Salam' })
  meta.behave({ mails: [{ answer: { kind: 'refuse', at: 'data', smtp_code: 451 } }] })
  await mailInbound(contextOf(bench, meta))
  t.equal((await keptOf(bench))[0]?.mailed_at, null)
  meta.behave({})
  await mailInbound(contextOf(bench, meta))
  await mailInbound(contextOf(bench, meta))
  t.equal(meta.mails.filter((mail) => mail.taken).length, 1)
  t.ok((await keptOf(bench))[0]?.mailed_at)
})

test('mail-inbound: two notifiers at once, one mail', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  await write(bench, { text: 'Salam' })
  await Promise.all([mailInbound(contextOf(bench, meta)), mailInbound(contextOf(bench, meta))])
  t.equal(meta.mails.length, 1)
})

test('mail-inbound: no ALERT_EMAIL, mailed when it is configured within days', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  await write(bench, { text: 'Salam' })
  const { mail, ...context } = contextOf(bench, meta)
  await mailInbound({ ...context, mail: { ...mail, to: undefined } })
  t.equal(meta.mails.length, 0)
  await mailInbound({ ...context, mail })
  t.equal(meta.mails.length, 1)
})
