import { test } from 'tap'
import { dutyDateText, parseDutyDate } from '../../src/calendar/duty-date.ts'

test('parse-duty-date: a day that exists, is parsed', async (t) => {
  for (const text of ['2026-03-15', '2028-02-29', '2000-01-01', '2100-12-31']) {
    const parsed = parseDutyDate(text)
    t.equal(parsed.ok && parsed.date.toString(), text)
  }
})

test('parse-duty-date: a day that does not exist, is refused and says how long the month is', async (t) => {
  t.strictSame(parseDutyDate('2026-02-30'), {
    ok: false,
    code: 'no_such_day',
    fault: 'There is no such day: February 2026 has 28 days.',
  })
  t.match(parseDutyDate('2100-02-29'), { ok: false, fault: /28 days/ })
  t.match(parseDutyDate('2026-04-31'), { ok: false, fault: /30 days/ })
})

test('parse-duty-date: a year out of reach, is refused', async (t) => {
  for (const text of ['1999-12-31', '2101-01-01', '0000-01-01', '9999-12-31']) {
    t.match(parseDutyDate(text), { ok: false, fault: /between the years 2000 and 2100/ }, text)
  }
})

test('parse-duty-date: anything but year-month-day, is refused', async (t) => {
  const texts = [
    '',
    '15 March 2026',
    '15-03-2026',
    '2026-3-15',
    '20260315',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2026-01-32',
    '2026-03-15T00:00',
    '2026-03-15 ',
    '2026-03-15\n',
    '+002026-03-15',
    '2026-03-15[u-ca=hebrew]',
    '２０２６-03-15',
  ]
  for (const text of texts)
    t.match(parseDutyDate(text), { ok: false, fault: /2026-03-15/ }, JSON.stringify(text))
})

test('duty-date-text: a date, is written out', async (t) => {
  t.equal(dutyDateText(Temporal.PlainDate.from('2026-03-15')), '15 March 2026')
  t.equal(dutyDateText(Temporal.PlainDate.from('2026-12-01')), '1 December 2026')
})
