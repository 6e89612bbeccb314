import { sql } from 'kysely'
import { test } from 'tap'
import { processReminders } from '@dutybell/shared/reminders/run-reminders'
import { watch } from '../../src/alerts/watch.ts'
import { deliveryOf, eventually, openBench, publishOne, startMeta, startNotifierFor } from '../fixture.ts'
import { captureLog } from '../providers/support/log.ts'
import { claim } from '../webhooks/support.ts'
import {
  addDuty,
  letPass,
  OPERATOR,
  pause,
  resume,
  subjects,
  watcher,
  watchTwiceAndAgain,
} from './support.ts'

test('watch: without an alert, nothing is mailed', async (t) => {
  const bench = await openBench(t)
  const smtp = await startMeta(t)
  await publishOne(bench)
  await watchTwiceAndAgain(watcher(bench, smtp))
  t.same(subjects(smtp), [])
})

test('watch: a channel is paused and resumed, one mail for each', async (t) => {
  const bench = await openBench(t)
  const smtp = await startMeta(t)
  const ctx = watcher(bench, smtp)
  await pause(bench)
  await watchTwiceAndAgain(ctx)
  t.same(subjects(smtp), ['[Dutybell] WhatsApp is paused'])
  t.match(smtp.mails[0], {
    envelope: { from: 'duties@example.org', to: [OPERATOR] },
    text: /The token has expired\.[^]*What to do: Create a new permanent token[^]*META_WA_ACCESS_TOKEN/,
    headers: { 'auto-submitted': 'auto-generated' },
  })

  await sql`select resume_channel('whatsapp', true)`.execute(bench.db)
  await watch(ctx)
  t.equal(subjects(smtp).length, 1, 'as long as one message goes first it is not over')

  await resume(bench)
  await sql`select end_trial('whatsapp')`.execute(bench.db)
  await watchTwiceAndAgain(ctx)
  t.same(subjects(smtp), ['[Dutybell] WhatsApp is paused', '[Dutybell] Cleared: WhatsApp is paused'])
})

test('watch: a template is held and released, one mail for each', async (t) => {
  const bench = await openBench(t)
  const smtp = await startMeta(t)
  const ctx = watcher(bench, smtp)
  await sql`select hold_template('duty_reminder_tomorrow', 'en', '132015: Template is paused')`.execute(
    bench.db,
  )
  await watchTwiceAndAgain(ctx)
  t.same(subjects(smtp), ['[Dutybell] The template duty_reminder_tomorrow (en) is held'])
  t.match(smtp.mails[0]?.text, /132015: Template is paused/)

  await sql`select release_template('duty_reminder_tomorrow', 'en')`.execute(bench.db)
  await watchTwiceAndAgain(ctx)
  t.same(subjects(smtp).slice(1), ['[Dutybell] Cleared: The template duty_reminder_tomorrow (en) is held'])
})

test('watch: an optional template is held, a mail only when a message of it waits', async (t) => {
  const bench = await openBench(t)
  const smtp = await startMeta(t)
  const ctx = watcher(bench, smtp)
  await sql`select hold_template('duty_cancelled', 'en', 'Meta reports REJECTED.', 'status')`.execute(
    bench.db,
  )
  await watchTwiceAndAgain(ctx)
  t.same(subjects(smtp), [])
  await publishOne(bench, {
    type: 'duty_cancelled',
    parameters: ['Ahmed Ali', '15 March 2026', 'Fajar Azaan'],
  })
  await claim(bench)
  await watchTwiceAndAgain(ctx)
  t.same(subjects(smtp), ['[Dutybell] The template duty_cancelled (en) is held'])
})

test('watch: reminders are late, one mail after 20 minutes and one when they are published', async (t) => {
  const bench = await openBench(t)
  const smtp = await startMeta(t)
  await addDuty(bench, { duty_date: '2031-03-15', allotted_at: '2031-03-01T00:00:00Z' })
  const at = (now: string) => ({ ...watcher(bench, smtp), now: async () => Temporal.Instant.from(now) })

  await watch(at('2031-03-14T12:49:00Z')) // 18:19 in India
  t.same(subjects(smtp), [])
  await watchTwiceAndAgain(at('2031-03-14T12:50:00Z'))
  t.same(subjects(smtp), ['[Dutybell] Reminders for 15 March 2031 are late'])
  t.match(smtp.mails[0]?.text, /due at 2031-03-14 18:00 \(Asia\/Kolkata\); people without one: 1\./)

  await processReminders(at('2031-03-14T12:55:00Z'))
  await sql`update deliveries set state = 'accepted'`.execute(bench.db)
  await watchTwiceAndAgain(at('2031-03-14T12:55:00Z'))
  t.same(subjects(smtp).slice(1), ['[Dutybell] Cleared: Reminders for 15 March 2031 are late'])
})

test('watch: allotted after the reminder was due, no alert', async (t) => {
  const bench = await openBench(t)
  const smtp = await startMeta(t)
  await addDuty(bench, { duty_date: '2031-03-15', allotted_at: '2031-03-14T12:31:00Z' })
  await watch({ ...watcher(bench, smtp), now: async () => Temporal.Instant.from('2031-03-14T13:00:00Z') })
  t.same(subjects(smtp), [])
})

test('watch: told elsewhere after the reminder was due, an alert only 20 minutes later', async (t) => {
  const bench = await openBench(t)
  const smtp = await startMeta(t)
  const duty = { duty_date: '2031-03-15', allotted_at: '2031-03-14T12:51:00Z' }
  await addDuty(bench, { ...duty, allotment: 'told_elsewhere' })
  const at = (now: string) => ({ ...watcher(bench, smtp), now: async () => Temporal.Instant.from(now) })
  await watch(at('2031-03-14T13:10:00Z'))
  t.same(subjects(smtp), [])
  await watchTwiceAndAgain(at('2031-03-14T13:11:00Z'))
  t.same(subjects(smtp), ['[Dutybell] Reminders for 15 March 2031 are late'])
})

test('watch: the oldest due message is ten minutes old, one mail then and one when it is sent', async (t) => {
  const bench = await openBench(t)
  const smtp = await startMeta(t)
  const ctx = watcher(bench, smtp)
  const event = await publishOne(bench)
  const old = await publishOne(bench)
  await letDeliveriesWait(bench, 9)
  await watch(ctx)
  t.same(subjects(smtp), [])

  await letDeliveriesWait(bench, 2)
  await watchTwiceAndAgain(ctx)
  t.same(subjects(smtp), ['[Dutybell] Messages wait on whatsapp'])
  t.match(smtp.mails[0]?.text, /ten minutes: 2; the oldest since /)

  await sql`update deliveries set state = 'accepted' where id = ${event.whatsapp_delivery_id}`.execute(
    bench.db,
  )
  await sql`update deliveries set next_attempt_at = clock_timestamp() where id = ${old.whatsapp_delivery_id}`.execute(
    bench.db,
  )
  await watchTwiceAndAgain(ctx)
  t.same(
    subjects(smtp).slice(1),
    ['[Dutybell] Cleared: Messages wait on whatsapp'],
    'a retry has its own time',
  )
})

test('watch: messages wait for a pause, only the pause is mailed, and the backlog has ten minutes', async (t) => {
  const bench = await openBench(t)
  const smtp = await startMeta(t)
  const ctx = watcher(bench, smtp)
  await publishOne(bench)
  await letDeliveriesWait(bench, 60)
  await pause(bench)
  await watch(ctx)
  await resume(bench)
  await watch(ctx)
  await watch(ctx)
  t.same(subjects(smtp), ['[Dutybell] WhatsApp is paused', '[Dutybell] Cleared: WhatsApp is paused'])

  await letPass(bench, 11)
  await watch(ctx)
  t.same(subjects(smtp).slice(2), ['[Dutybell] Messages wait on whatsapp'])
})

test('watch: without ALERT_EMAIL, the alert is logged once, as an error', async (t) => {
  const bench = await openBench(t)
  const smtp = await startMeta(t)
  const { log, text } = captureLog()
  const ctx = { ...watcher(bench, smtp), log }
  await pause(bench)
  await watchTwiceAndAgain({ ...ctx, mail: { ...ctx.mail, to: undefined } })
  t.same(subjects(smtp), [])
  t.equal(text().match(/"level":"error".*channel_paused:whatsapp.*"action":"Create a new/g)?.length, 1)

  await watch(ctx)
  t.same(subjects(smtp), ['[Dutybell] WhatsApp is paused'], 'an address set later hears of what still lasts')
})

test('watch: two notifiers run the job, one mail, and both show the alert as a metric', async (t) => {
  const bench = await openBench(t)
  const smtp = await startMeta(t)
  const settings = { ALERT_EMAIL: OPERATOR }
  const notifiers = await Promise.all([
    startNotifierFor(t, bench, smtp, settings),
    startNotifierFor(t, bench, smtp, settings),
  ])
  await pause(bench, 'Maryam')
  await sql`select graphile_worker.add_job('watch') from generate_series(1, 8)`.execute(bench.db)
  await eventually(
    async () =>
      (await sql`select from graphile_worker.jobs where task_identifier = 'watch'`.execute(bench.db)).rows,
    (rows) => rows.length === 0,
  )
  t.same(subjects(smtp), ['[Dutybell] WhatsApp is paused'])
  for (const { url } of notifiers) {
    const metrics = await (await fetch(`${url}/metrics`)).text()
    t.match(metrics, 'dutybell_alerts_open{key="channel_paused:whatsapp"} 1')
  }
  const event = await publishOne(bench)
  t.equal((await deliveryOf(bench, event.whatsapp_delivery_id)).state, 'pending')
})

async function letDeliveriesWait({ db }: Awaited<ReturnType<typeof openBench>>, minutes: number) {
  const age = sql<string>`${minutes} * interval '1 minute'`
  await sql`update deliveries set created_at = created_at - ${age}, rank = rank - ${age}`.execute(db)
}
