import { spawnSync } from 'node:child_process'
import { test } from 'tap'
import { digestDueAt, endOfDay, reminderDueAt, startOfDay, tomorrowOf } from '../../src/calendar/duty-day.ts'

function day(text: string) {
  return Temporal.PlainDate.from(text)
}

function spans(date: string, time_zone: string) {
  return [startOfDay(day(date), time_zone).toString(), endOfDay(day(date), time_zone).toString()]
}

function due(date: string, time_zone: string, reminder_time = '18:00') {
  return reminderDueAt(day(date), { time_zone, reminder_time }).toString()
}

function digestDue(date: string, time_zone: string, reminder_time: string) {
  return digestDueAt(day(date), { time_zone, reminder_time }).toString()
}

function tomorrow(now: string, time_zone: string) {
  return tomorrowOf(Temporal.Instant.from(now), time_zone).toString()
}

test('duty-day: Asia/Kolkata, is half an hour off the full hour of UTC', async (t) => {
  t.strictSame(spans('2026-03-15', 'Asia/Kolkata'), ['2026-03-14T18:30:00Z', '2026-03-15T18:30:00Z'])
  t.equal(due('2026-03-15', 'Asia/Kolkata'), '2026-03-14T12:30:00Z')
  t.equal(due('2026-03-01', 'Asia/Kolkata', '23:00'), '2026-02-28T17:30:00Z')
  t.equal(tomorrow('2026-03-14T18:29:59.999Z', 'Asia/Kolkata'), '2026-03-15')
  t.equal(tomorrow('2026-03-14T18:30:00Z', 'Asia/Kolkata'), '2026-03-16')
})

test('duty-day: the digest is due an hour after the reminder, at the latest at 23:30', async (t) => {
  t.equal(digestDue('2026-03-15', 'Asia/Kolkata', '18:00'), '2026-03-14T13:30:00Z')
  t.equal(digestDue('2026-03-15', 'Asia/Kolkata', '22:29'), '2026-03-14T17:59:00Z')
  t.equal(digestDue('2026-03-15', 'Asia/Kolkata', '22:31'), '2026-03-14T18:00:00Z')
  t.equal(digestDue('2026-03-15', 'Asia/Kolkata', '23:00'), '2026-03-14T18:00:00Z')
  t.equal(digestDue('2026-03-29', 'Asia/Beirut', '23:00'), '2026-03-28T21:30:00Z', 'midnight is skipped')
  t.equal(digestDue('2026-10-25', 'Europe/London', '18:00'), '2026-10-24T18:00:00Z')
})

test('duty-day: the clocks go forward in Europe/London, the day has 23 hours', async (t) => {
  t.strictSame(spans('2026-03-29', 'Europe/London'), ['2026-03-29T00:00:00Z', '2026-03-29T23:00:00Z'])
  t.equal(due('2026-03-29', 'Europe/London'), '2026-03-28T18:00:00Z')
  t.equal(due('2026-03-30', 'Europe/London'), '2026-03-29T17:00:00Z')
  t.equal(
    due('2026-03-30', 'Europe/London', '01:30'),
    '2026-03-29T01:30:00Z',
    'a skipped time is the one after',
  )
  t.equal(tomorrow('2026-03-28T23:59:59Z', 'Europe/London'), '2026-03-29')
  t.equal(tomorrow('2026-03-29T23:00:00Z', 'Europe/London'), '2026-03-31')
})

test('duty-day: the clocks go back in Europe/London, the day has 25 hours', async (t) => {
  t.strictSame(spans('2026-10-25', 'Europe/London'), ['2026-10-24T23:00:00Z', '2026-10-26T00:00:00Z'])
  t.equal(due('2026-10-25', 'Europe/London'), '2026-10-24T17:00:00Z')
  t.equal(due('2026-10-26', 'Europe/London'), '2026-10-25T18:00:00Z')
  t.equal(
    due('2026-10-26', 'Europe/London', '01:30'),
    '2026-10-25T00:30:00Z',
    'a time that comes twice is the first',
  )
  t.equal(tomorrow('2026-10-25T23:30:00Z', 'Europe/London'), '2026-10-26')
})

test('duty-day: a zone that skips midnight, the day starts at one', async (t) => {
  t.strictSame(spans('2026-04-24', 'Africa/Cairo'), ['2026-04-23T22:00:00Z', '2026-04-24T21:00:00Z'])
  t.strictSame(spans('2026-09-06', 'America/Santiago'), ['2026-09-06T04:00:00Z', '2026-09-07T03:00:00Z'])
  t.strictSame(spans('2026-03-29', 'Asia/Beirut'), ['2026-03-28T22:00:00Z', '2026-03-29T21:00:00Z'])
  for (const time_zone of ['Africa/Cairo', 'America/Santiago', 'Asia/Beirut']) {
    for (let date = day('2026-01-01'); date.year === 2026; date = date.add({ days: 1 })) {
      const ends = endOfDay(date, time_zone)
      if (
        tomorrow(ends.subtract({ seconds: 1 }).toString(), time_zone) !== date.add({ days: 1 }).toString()
      ) {
        t.fail(`${time_zone} ${date.toString()}: the last second is not of the day`)
      }
      if (tomorrow(ends.toString(), time_zone) !== date.add({ days: 2 }).toString()) {
        t.fail(`${time_zone} ${date.toString()}: the end is not of the next day`)
      }
    }
  }
  t.equal(due('2026-04-24', 'Africa/Cairo', '23:00'), '2026-04-23T21:00:00Z')
  t.equal(
    due('2026-04-25', 'Africa/Cairo', '00:30'),
    '2026-04-23T22:30:00Z',
    'a skipped time is the one after',
  )
})

test('duty-day: a day the zone leaves out, is passed over', async (t) => {
  const zone = 'Pacific/Apia' // went from 29 to 31 December 2011
  t.strictSame(spans('2011-12-29', zone), ['2011-12-29T10:00:00Z', '2011-12-30T10:00:00Z'])
  t.strictSame(
    spans('2011-12-30', zone),
    ['2011-12-30T10:00:00Z', '2011-12-30T10:00:00Z'],
    'it has no length',
  )
  t.strictSame(spans('2011-12-31', zone), ['2011-12-30T10:00:00Z', '2011-12-31T10:00:00Z'])
  t.equal(tomorrow('2011-12-29T20:00:00Z', zone), '2011-12-31')
  t.equal(due('2011-12-31', zone), '2011-12-30T04:00:00Z', 'at 18:00 on the 29th')
})

test('reminder-due-at: the last hour of the previous day is skipped, still before the duty day', async (t) => {
  // Nuuk goes from 23:00 on 28 March 2026 to midnight.
  t.strictSame(spans('2026-03-29', 'America/Nuuk')[0], '2026-03-29T01:00:00Z')
  t.equal(due('2026-03-29', 'America/Nuuk', '23:00'), '2026-03-29T00:00:00Z')
})

test('duty-day: the machine is in another zone, the same day', async (t) => {
  const script = `
    import { digestDueAt, endOfDay, reminderDueAt, startOfDay, tomorrowOf } from ${JSON.stringify(new URL('../../src/calendar/duty-day.ts', import.meta.url).href)}
    import { dutyDateText } from ${JSON.stringify(new URL('../../src/calendar/duty-date.ts', import.meta.url).href)}
    const date = Temporal.PlainDate.from('2026-03-29'), time_zone = 'Asia/Kolkata'
    console.log(Temporal.Now.timeZoneId(), [startOfDay(date, time_zone), endOfDay(date, time_zone),
      reminderDueAt(date, { time_zone, reminder_time: '18:00' }),
      tomorrowOf(Temporal.Instant.from('2026-03-28T18:30:00Z'), time_zone), dutyDateText(date)].join(' '))`
  for (const TZ of ['Pacific/Kiritimati', 'America/Los_Angeles']) {
    const run = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], TZ },
    })
    t.equal(
      run.stdout.trim(),
      `${TZ} 2026-03-28T18:30:00Z 2026-03-29T18:30:00Z 2026-03-28T12:30:00Z 2026-03-30 29 March 2026`,
      run.stderr,
    )
  }
})
