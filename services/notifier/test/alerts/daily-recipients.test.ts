import { sql } from 'kysely'
import { test } from 'tap'
import { findDailyShortage } from '../../src/alerts/conditions/reminders.ts'
import { watch } from '../../src/alerts/watch.ts'
import { openBench, startMeta } from '../fixture.ts'
import { addDuty, subjects, watcher } from './support.ts'

const MORNING = Temporal.Instant.from('2026-03-14T09:00:00+05:30')
const LONG_BEFORE = '2026-03-01T00:00:00Z'
const CTX = {
  now: MORNING,
  time_zone: 'Asia/Kolkata',
  reminder_time: '18:00',
  template_languages: ['en'] as const,
  expects_receipts: true,
  task_names: [],
}

test('daily-recipients: more reminders tomorrow than the limit allows, an alert in the morning', async (t) => {
  const bench = await openBench(t)
  for (let n = 0; n < 3; n += 1) await addDuty(bench, { duty_date: '2026-03-15', allotted_at: LONG_BEFORE })
  t.same(await findDailyShortage({ ...CTX, db: bench.db, daily_recipients: 3 }), [])
  t.same(await findDailyShortage({ ...CTX, db: bench.db, daily_recipients: null }), [])
  t.match(await findDailyShortage({ ...CTX, db: bench.db, daily_recipients: 2 }), [
    {
      key: 'daily_recipients',
      subject: /too low for the reminders of tomorrow/,
      text: /reminders of tomorrow: 3; left for them: 2/,
    },
  ])
})

test('daily-recipients: the limit is reached and free again, one mail for each', async (t) => {
  const bench = await openBench(t)
  const smtp = await startMeta(t)
  const ctx = { ...watcher(bench, smtp), daily_recipients: 1 }
  await sql`insert into recipients (channel, address, reached_at) values ('whatsapp', '+919876543210', clock_timestamp())`.execute(
    bench.db,
  )
  await watch(ctx)
  await watch(ctx)
  const raised = '[Dutybell] The WhatsApp recipient limit of a day is reached'
  t.same(subjects(smtp), [raised])
  await sql`update recipients set reached_at = reached_at - interval '25 hours'`.execute(bench.db)
  await watch(ctx)
  t.same(subjects(smtp), [raised, '[Dutybell] Cleared: The WhatsApp recipient limit of a day is reached'])
})
