import { test } from 'tap'
import {
  attemptsOf,
  deliveryOf,
  eventually,
  openBench,
  publishOne,
  startMeta,
  startNotifierFor,
} from './fixture.ts'

test('notifier: a committed message arrives once on both channels, with the provider id', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  await startNotifierFor(t, bench, meta)

  const event = await publishOne(bench, { email: 'ahmed@example.org' })
  await meta.waitForMessages((messages) => messages.length === 1)
  await meta.waitForMails((mails) => mails.length === 1)

  const whatsapp = await eventually(
    () => deliveryOf(bench, event.whatsapp_delivery_id),
    (row) => row.state === 'accepted',
  )
  const email = await eventually(
    () => deliveryOf(bench, event.email_delivery_id),
    (row) => row.state === 'accepted',
  )
  t.match(meta.messages[0], { biz_opaque_callback_data: `${whatsapp.id}:1` })
  t.equal(whatsapp.provider_message_id, meta.messages[0]?.wamid)
  t.equal(whatsapp.possible_duplicate, false)
  t.equal(email.possible_duplicate, false)
  t.match(await attemptsOf(bench, whatsapp.id), [{ number: 1, outcome: 'accepted', http_status: 200 }])
})

test('notifier: it beats while it runs, with its settings, and its row goes when it stops', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  const notifier = await startNotifierFor(t, bench, meta, { DELIVERY_MODE: 'sandbox' })
  const rows = () => bench.db.selectFrom('heartbeats').selectAll().execute()
  t.match(await eventually(rows, ({ length }) => length > 0), [
    {
      service: 'notifier',
      version: /^\d+\./,
      clock_offset_ms: Number,
      settings: {
        delivery_mode: 'sandbox',
        time_zone: 'Asia/Kolkata',
        zone_data: /^\d{4}[a-z]$/,
        reminder_time: '18:00',
        default_country: 'IN',
        in_doubt_policy: 'resend',
        template_language: 'en',
      },
    },
  ])
  await notifier.stop()
  t.same(await rows(), [])
})

test('notifier: 1,000 waiting messages each arrive once', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  for (let n = 0; n < 1000; n += 1) await publishOne(bench)
  await startNotifierFor(t, bench, meta)
  await meta.waitForMessages((messages) => messages.length >= 1000)
  const done = () =>
    bench.db
      .selectFrom('deliveries')
      .select((e) => e.fn.countAll<number>().as('n'))
      .where('state', '=', 'accepted')
      .executeTakeFirstOrThrow()
  await eventually(done, ({ n }) => n === 1000)
  t.equal(new Set(meta.messages.map((message) => message.to)).size, 1000)
  t.equal(meta.messages.length, 1000)
})
