import { runPromtool, withPromtool } from '@dutybell/testing/promtool'
import { sql } from 'kysely'
import { test } from 'tap'
import { processReminders } from '@dutybell/shared/reminders/run-reminders'
import { readFigures } from '../../src/health/figures.ts'
import { eventually, openBench, publishOne, startMeta, startNotifierFor } from '../fixture.ts'
import { applyWebhooks } from '../../src/webhooks/apply-webhooks.ts'
import { addDuty } from '../alerts/support.ts'
import { bodyOf, contextOf, nowInSeconds, send, START_OF_2026, statusOf, store } from '../webhooks/support.ts'

/** The value of a sample, as Prometheus reads it. */
function valueOf(text: string, sample: string): number {
  const line = text.split('\n').find((line) => line.startsWith(`${sample} `))
  return line === undefined ? NaN : Number(line.slice(sample.length + 1))
}

test('metrics: messages were accepted, delivered, held and failed, all counted; no name, number or address', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  const { url } = await startNotifierFor(t, bench, meta)
  const read = async (): Promise<string> => (await fetch(`${url}/metrics`)).text()
  await publishOne(bench, { email: 'ahmed.ali@example.org' })
  await publishOne(bench, { phone_number: '+919876543210' })
  await sql`
    insert into webhook_inbox (id, body, received_at, applied_at, unmatched)
    values (new_id(), '', clock_timestamp() - interval '5 seconds', clock_timestamp(),
      '[{"reason": "no_such_attempt", "item": {"provider_message_id": "wamid.X"}}]')`.execute(bench.db)
  await eventually(
    read,
    (text) => valueOf(text, 'dutybell_attempts_total{channel="whatsapp",outcome="accepted"}') === 2,
  )
  await eventually(
    read,
    (text) => valueOf(text, 'dutybell_attempts_total{channel="email",outcome="accepted"}') === 1,
  )
  await sql`select hold_template('registration_received', 'en', 'Meta reports PAUSED.', 'status')`.execute(
    bench.db,
  )
  await publishOne(bench)
  const failed = await publishOne(bench, { phone_number: null, email: 'x@example.org' })
  await sql`
    update deliveries set state = 'failed', failed_at = clock_timestamp(), last_error_code = '131026'
    where outbox_id = ${failed.id}`.execute(bench.db)
  const text = await eventually(read, (text) => valueOf(text, 'dutybell_deliveries{state="held"}') === 1)

  for (const [sample, value] of [
    ['dutybell_database_up', 1],
    ['dutybell_deliveries{state="pending"}', 0],
    ['dutybell_deliveries{state="in_doubt"}', 0],
    ['dutybell_channel_held{channel="whatsapp",reason="template"}', 1],
    ['dutybell_channel_paused{channel="whatsapp"}', 0],
    ['dutybell_failed_deliveries{channel="email",code="131026"}', 1],
    ['dutybell_oldest_due_seconds', 0],
    ['dutybell_parked_webhooks', 1],
    ['dutybell_loop_stopped{channel="email"}', 0],
    ['dutybell_pool_waiting', 0],
    [
      'dutybell_outcomes_total{channel="whatsapp",template="registration_received",outcome="accepted",class="none"}',
      2,
    ],
    ['dutybell_due_to_accepted_seconds_count{channel="whatsapp",template="registration_received"}', 2],
    [
      'dutybell_due_to_accepted_seconds_bucket{le="30",channel="whatsapp",template="registration_received"}',
      2,
    ],
  ] as const)
    t.equal(valueOf(text, sample), value, sample)
  const sweep = valueOf(text, 'dutybell_last_sweep_seconds')
  t.ok(sweep >= 0 && sweep < 900, 'before the first sweep: since the cron knows it')
  t.ok(valueOf(text, 'dutybell_last_receipt_seconds') >= 5)
  t.ok(valueOf(text, 'dutybell_reminders_deadline_seconds') > 0)
  t.ok(valueOf(text, 'dutybell_pool_connections{state="idle"}') >= 0)
  t.notMatch(text, /9876|Ahmed|@example/)
  await t.test('promtool: the metrics of the notifier, no fault', withPromtool, async (t) => {
    t.equal(runPromtool(['check', 'metrics'], text), '')
  })
})

test('metrics: the reminders of an evening, due, published and reached by person', async (t) => {
  const bench = await openBench(t)
  const due = { duty_date: '2031-03-15', allotted_at: '2031-03-01T00:00:00Z' }
  await addDuty(bench, due)
  await addDuty(bench, due)
  await addDuty(bench, { ...due, allotted_at: '2031-03-14T13:00:00Z' })
  const at = (now: string) => ({
    db: bench.db,
    time_zone: 'Asia/Kolkata',
    reminder_time: '18:00',
    template_languages: ['en'] as const,
    expects_receipts: true,
    now: async () => Temporal.Instant.from(now),
    findStuckJobs: async () => [],
  })
  const remindersAt = async (now: string) => (await readFigures(at(now))).reminders
  t.match(await remindersAt('2031-03-14T12:29:00Z'), { due: 0, published: 0, reached: 0 }, 'at 17:59')
  t.match(await remindersAt('2031-03-14T12:31:00Z'), { due: 2, published: 0, reached: 0 })
  await processReminders(at('2031-03-14T12:31:00Z'))
  t.match(await remindersAt('2031-03-14T12:32:00Z'), { due: 2, published: 2, reached: 0 })
  await sql`update deliveries set state = 'accepted'`.execute(bench.db)
  t.match(
    await remindersAt('2031-03-14T12:33:00Z'),
    { due: 2, published: 2, reached: 0 },
    'a receipt must come',
  )
  await sql`
    update deliveries set state = 'delivered' where id = (select id from deliveries order by id limit 1)`.execute(
    bench.db,
  )
  t.match(await remindersAt('2031-03-14T12:34:00Z'), { due: 2, published: 2, reached: 1 })
})

test('metrics: the database does not answer, the other metrics are shown', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  const { url } = await startNotifierFor(t, bench, meta)
  await sql`alter table webhook_inbox rename to elsewhere`.execute(bench.db)
  const text = await (await fetch(`${url}/metrics`)).text()
  t.equal(valueOf(text, 'dutybell_database_up'), 0)
  t.match(text, /^dutybell_sends_in_flight\{channel="email"\} 0$/m)
  t.notMatch(text, /^dutybell_oldest_due_seconds \d/m)
})

test('metrics: a message is reported delivered twice and then read, one time from due to delivered', async (t) => {
  const bench = await openBench(t)
  const id = await send(bench, 'wamid.a')
  await sql`update deliveries set created_at = created_at - interval '40 seconds', rank = rank - interval '40 seconds'`.execute(
    bench.db,
  )
  const observed: { template: string; seconds: number }[] = []
  const onDelivered = (template: string, seconds: number) => void observed.push({ template, seconds })
  const at = nowInSeconds() - START_OF_2026.epochMilliseconds / 1000
  for (const status of ['sent', 'delivered', 'delivered', 'read']) {
    await store(bench, bodyOf([statusOf({ id: 'wamid.a', status, second: at, opaque: `${id}:1` })]))
    await applyWebhooks({ ...contextOf(bench), onDelivered })
  }
  t.match(observed, [{ template: 'registration_received' }])
  t.equal(observed.length, 1)
  t.ok(observed.every(({ seconds }) => seconds > 38 && seconds < 600))
})
