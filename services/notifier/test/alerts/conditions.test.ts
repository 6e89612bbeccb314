import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { test } from 'tap'
import { watch, type WatchContext } from '../../src/alerts/watch.ts'
import { zoneDataAlert } from '../../src/alerts/conditions/different-settings.ts'
import { type Bench, eventually, openBench, publishOne, startMeta, startNotifierFor } from '../fixture.ts'
import { watcher } from './support.ts'

async function begin(t: Parameters<typeof openBench>[0]) {
  const bench = await openBench(t)
  const smtp = await startMeta(t)
  const openAlerts = async (overrides: Partial<WatchContext> = {}) => {
    const ctx = { ...watcher(bench, smtp), ...overrides }
    await watch({ ...ctx, mail: { ...ctx.mail, to: undefined } })
    return openAlertsOf(bench)
  }
  return { bench, smtp, openAlerts }
}

function openAlertsOf({ db }: Bench) {
  return db
    .selectFrom('alerts')
    .select(['key', 'subject', 'text', 'action'])
    .where('cleared_at', 'is', null)
    .orderBy('key')
    .execute()
}

async function acceptedAgo(bench: Bench, minutes: number): Promise<string> {
  const { whatsapp_delivery_id: id } = await publishOne(bench)
  await sql`
    update deliveries set state = 'accepted', accepted_at = clock_timestamp() - ${minutes} * interval '1 minute'
    where id = ${id}`.execute(bench.db)
  return id
}

test('missing-receipts: three messages accepted 15 minutes ago without a receipt, an alert until one comes', async (t) => {
  const { bench, openAlerts } = await begin(t)
  await acceptedAgo(bench, 59)
  await acceptedAgo(bench, 40)
  await acceptedAgo(bench, 14)
  t.same(await openAlerts(), [], 'the third is too new')
  const last = await acceptedAgo(bench, 16)
  t.match(await openAlerts(), [
    {
      key: 'receipts_missing',
      text: /webhook received no receipt/,
      action: /META_WA_APP_SECRET.*fbclientcerts/,
    },
  ])
  t.same(await openAlerts({ expects_receipts: false }), [], 'without an app secret no receipts are expected')
  await sql`update deliveries set state = 'delivered' where id = ${last}`.execute(bench.db)
  t.same(await openAlerts(), [])
})

test('missing-receipts: messages older than an hour, no alert', async (t) => {
  const { bench, openAlerts } = await begin(t)
  for (let n = 0; n < 3; n += 1) await acceptedAgo(bench, 61)
  t.same(await openAlerts(), [])
})

test('stuck-jobs: a job fails permanently, an alert and a metric with its error', async (t) => {
  const { bench, smtp, openAlerts } = await begin(t)
  const notifier = await startNotifierFor(t, bench, smtp)
  await sql`select graphile_worker.add_job('send_template', '{"template_name": "salam"}')`.execute(bench.db)
  await eventually(
    async () =>
      (
        await sql`select from graphile_worker.jobs where attempts >= max_attempts and locked_at is null`.execute(
          bench.db,
        )
      ).rows,
    (rows) => rows.length === 1,
  )
  t.match(await openAlerts(), [
    {
      key: 'job_failed:send_template',
      text: /Failed jobs of the task send_template: \d+\. The newest says: Invalid payload of send_template: .*registration_received/,
      action: /add the job again\. Remove the old: select graphile_worker\.complete_jobs\(array\[\d+\]/,
    },
  ])
  const metrics = await (await fetch(`${notifier.url}/metrics`)).text()
  t.match(metrics, 'dutybell_stuck_jobs{task="send_template",cause="failed"} 1')
  await sql`select graphile_worker.complete_jobs(array(select id from graphile_worker.jobs))`.execute(
    bench.db,
  )
  t.same(await openAlerts(), [])
})

test('stuck-jobs: an unknown task, an alert and a metric where its name resembles a known one', async (t) => {
  const { bench, smtp, openAlerts } = await begin(t)
  await sql`select graphile_worker.add_job('send_remindr'), graphile_worker.add_job('send_newsletter')`.execute(
    bench.db,
  )
  t.match(await openAlerts(), [
    {
      key: 'job_unknown:send_remindr',
      subject: 'No task is called send_remindr',
      text: /There is a task send_reminders\./,
      action: /task name send_reminders/,
    },
  ])
  const notifier = await startNotifierFor(t, bench, smtp)
  const metrics = await (await fetch(`${notifier.url}/metrics`)).text()
  t.match(metrics, 'dutybell_stuck_jobs{task="send_remindr",cause="unknown_task"} 1')
  t.notMatch(metrics, 'send_newsletter')
})

async function beat({ db }: Bench, service: string, settings: Record<string, string>, seconds_ago = 0) {
  const seen_at = sql<string>`clock_timestamp() - ${seconds_ago} * interval '1 second'`
  const row = { id: randomUUID(), service, name: `${service}:1`, version: '1', clock_offset_ms: 0 }
  await db
    .insertInto('heartbeats')
    .values({ ...row, settings, started_at: seen_at, seen_at })
    .execute()
}

test('different-settings: running processes differ, an alert for each setting', async (t) => {
  const { bench, openAlerts } = await begin(t)
  const kolkata = {
    time_zone: 'Asia/Kolkata',
    reminder_time: '18:00',
    zone_data: '2026c',
    lease_seconds: '60',
    template_language: 'en',
  }
  await beat(bench, 'api', kolkata)
  await beat(bench, 'notifier', { ...kolkata, in_doubt_policy: 'resend', lease_seconds: '30' })
  await beat(bench, 'notifier', { ...kolkata, time_zone: 'Asia/Karachi', in_doubt_policy: 'hold' }, 60)
  t.same(await openAlerts(), [], 'one of a minute ago has crashed')

  await beat(bench, 'notifier', {
    ...kolkata,
    reminder_time: '17:00',
    zone_data: '2025a',
    in_doubt_policy: 'hold',
    template_language: 'ur',
  })
  t.match(await openAlerts(), [
    { key: 'settings_differ:in_doubt_policy', text: /resend \(notifier notifier:1\); hold/ },
    { key: 'settings_differ:reminder_time', text: /18:00 .*17:00/, action: /^Set REMINDER_TIME to the same/ },
    { key: 'settings_differ:template_language', action: /^Set META_WA_TEMPLATE_LANGUAGE to the same/ },
    { key: 'settings_differ:zone_data', text: /2026c .*2025a/, action: /same version of Node/ },
  ])
})

test('different-settings: Postgres knows other offsets, or not even the zone, an alert', async (t) => {
  const { openAlerts } = await begin(t)
  t.match(zoneDataAlert('It differs.'), [
    { key: 'zone_data_of_postgres', text: 'It differs.', action: /tzdata/ },
  ])
  t.match(await openAlerts({ time_zone: 'Asia/Kolkata' }), [])
})

test('account-news: the limit is kept, or the category accepted by a release, no alert', async (t) => {
  const { bench, openAlerts } = await begin(t)
  await sql`
    insert into account_news (key, text, action, at, limit_of_recipients) values
      ('messaging_limit', 'Limit 250.', 'Set it.', clock_timestamp(), 250),
      ('template_category:duty_cancelled:en', 'It is MARKETING.', 'Release it.', clock_timestamp(), null)`.execute(
    bench.db,
  )
  await sql`select hold_template('duty_cancelled', 'en', 'Its category is MARKETING.', 'category')`.execute(
    bench.db,
  )
  const keys = async (daily_recipients: number | null) =>
    (await openAlerts({ daily_recipients })).map(({ key }) => key)
  t.same(await keys(null), ['messaging_limit', 'template_category:duty_cancelled:en'])
  t.same(await keys(251), ['messaging_limit', 'template_category:duty_cancelled:en'])
  t.same(await keys(250), ['template_category:duty_cancelled:en'])
  await sql`select release_template('duty_cancelled', 'en')`.execute(bench.db)
  t.same(await keys(250), [])
})
