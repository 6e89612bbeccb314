import { test } from 'tap'
import { describeRun } from '../src/reminder-table.ts'

test('reminder-table: some reminded and one skipped, each has a line', async (t) => {
  const text = describeRun({
    date: '2026-03-15',
    dry_run: false,
    published: [
      { registration_id: 'r1', full_name: 'Ahmed Ali', duty_times: ['Fajar Azaan', 'Zohr Azaan'] },
      { registration_id: 'r2', full_name: 'Zoya', duty_times: ['Isha'] },
    ],
    skipped: [{ registration_id: 'r3', full_name: 'Sara', reason: 'already_reminded' }],
  })
  t.equal(
    text,
    `Duties on 2026-03-15: 2 reminded, 1 skipped.

Reminded:
  Ahmed Ali  r1  Fajar Azaan, Zohr Azaan
  Zoya       r2  Isha

Skipped:
  Sara  r3  already reminded`,
  )
})

test('reminder-table: a dry run without duties, one line', async (t) => {
  t.equal(
    describeRun({ date: '2026-03-15', dry_run: true, published: [], skipped: [] }),
    'Duties on 2026-03-15: 0 would be reminded, 0 skipped.',
  )
})
