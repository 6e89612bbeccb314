import { test } from 'tap'
import { processReminders } from '../../src/reminders/run-reminders.ts'
import { addPerson, assign, at, openBench, tellings } from './support.ts'

const CASES = [
  {
    title: 'Asia/Kolkata',
    time_zone: 'Asia/Kolkata',
    duty_date: '2026-03-15',
    due_at: '2026-03-14T12:30:00Z',
    expires_at: '2026-03-14T18:30:00Z',
  },
  {
    title: 'Europe/London, the eve of the day the clocks go forward',
    time_zone: 'Europe/London',
    duty_date: '2026-03-29',
    due_at: '2026-03-28T18:00:00Z',
    expires_at: '2026-03-29T00:00:00Z',
  },
  {
    title: 'Europe/London, the day the clocks went forward',
    time_zone: 'Europe/London',
    duty_date: '2026-03-30',
    due_at: '2026-03-29T17:00:00Z',
    expires_at: '2026-03-29T23:00:00Z',
  },
  {
    title: 'Europe/London, the eve of the day the clocks go back',
    time_zone: 'Europe/London',
    duty_date: '2026-10-25',
    due_at: '2026-10-24T17:00:00Z',
    expires_at: '2026-10-24T23:00:00Z',
  },
  {
    title: 'Europe/London, the day the clocks went back',
    time_zone: 'Europe/London',
    duty_date: '2026-10-26',
    due_at: '2026-10-25T18:00:00Z',
    expires_at: '2026-10-26T00:00:00Z',
  },
  {
    title: 'Africa/Cairo, a day that begins at one as midnight is skipped',
    time_zone: 'Africa/Cairo',
    duty_date: '2026-04-24',
    due_at: '2026-04-23T16:00:00Z',
    expires_at: '2026-04-23T22:00:00Z',
  },
]

for (const { title, time_zone, duty_date, due_at, expires_at } of CASES) {
  test(`reminders: ${title}, due at 18:00 there and gone with the day`, async (t) => {
    const bench = await openBench(t)
    await assign(bench, { registration_id: await addPerson(bench), duty_date })

    t.equal(await processReminders(at(bench, shortlyBefore(due_at), time_zone)), undefined)
    t.same(await tellings(bench), [], 'nothing before it is due')

    await processReminders(at(bench, expires_at, time_zone))
    t.same(await tellings(bench), [], 'nothing once the day has begun, when "tomorrow" is false')

    const run = await processReminders(at(bench, due_at, time_zone))
    t.match(run, { date: duty_date, published: [{ duty_times: ['Fajar Azaan'] }], skipped: [] })
    const [told, ...others] = await tellings(bench)
    t.equal(others.length, 0)
    t.equal(told?.expires_at.toString(), expires_at)

    const again = await processReminders(at(bench, shortlyBefore(expires_at), time_zone))
    t.match(again, { published: [], skipped: [{ reason: 'already_reminded' }] })
  })
}

test('reminders: a server in another zone, the duty keeps its own', async (t) => {
  const zone = process.env.TZ
  process.env.TZ = 'America/Los_Angeles'
  t.teardown(() => {
    if (zone === undefined) delete process.env.TZ
    else process.env.TZ = zone
  })
  const bench = await openBench(t)
  await assign(bench, { registration_id: await addPerson(bench), duty_date: '2026-03-15' })
  t.equal(await processReminders(at(bench, '2026-03-14T12:29:59Z')), undefined)
  const run = await processReminders(at(bench, '2026-03-14T12:30:00Z'))
  t.match(run, { date: '2026-03-15', published: [{ duty_times: ['Fajar Azaan'] }] })
  t.match(await tellings(bench), [{ parameters: ['Ahmed Ali', '15 March 2026', 'Fajar Azaan'] }])
})

test('reminders: the sweep at six was missed, a later one that evening sends it', async (t) => {
  const bench = await openBench(t)
  await assign(bench, { registration_id: await addPerson(bench), duty_date: '2026-03-15' })
  const run = await processReminders(at(bench, '2026-03-14T18:29:00Z'))
  t.equal(run?.published.length, 1)
})

function shortlyBefore(instant: string): string {
  return Temporal.Instant.from(instant).subtract({ nanoseconds: 1 }).toString()
}
