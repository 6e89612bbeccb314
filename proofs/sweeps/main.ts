/** Every zone, day and reminder time, and every usual way to write a number. */
import {
  digestDueAt,
  endOfDay,
  reminderDueAt,
  startOfDay,
  tomorrowOf,
} from '@dutybell/shared/calendar/duty-day'
import { parsePhoneNumber } from '@dutybell/shared/people/phone-number'
import { readOptions } from '../src/read-options.ts'
import { failureOf, runProof } from '../src/report.ts'

const USAGE = `pnpm proofs --only sweeps

Checks the day of a duty in every time zone, on days around the changes of its clocks, and numbers in the forms that people write.

  --short  every tenth zone

Exit codes: 0 all checks passed, 1 one failed, 2 called wrongly.`

const REMINDER_TIMES = ['00:00', '02:30', '18:00', '23:59']
const YEARS = [2026, 2027]
/** Days of the month on which clocks change somewhere, and others. */
const DAYS_OF_MONTH = [1, 2, 8, 15, 25, 28]

const NUMBERS = [
  { country: 'IN', code: '91', national: '9876543210', groups: [5, 5], trunk: '0' },
  { country: 'PK', code: '92', national: '3001234567', groups: [3, 7], trunk: '0' },
  { country: 'GB', code: '44', national: '7400123456', groups: [4, 6], trunk: '0' },
  { country: 'AE', code: '971', national: '501234567', groups: [2, 3, 4], trunk: '0' },
  { country: 'BD', code: '880', national: '1812345678', groups: [4, 6], trunk: '0' },
]
const DIGITS = ['0123456789', '٠١٢٣٤٥٦٧٨٩', '۰۱۲۳۴۵۶۷۸۹', '०१२३४५६७८९', '০১২৩৪৫৬৭৮৯', '０１２３４５６７８９']
const BETWEEN = ['', ' ', '-', '.', '\u00a0', '\u2011', '\u2013', ' - ', '/']
const AROUND = [
  (text: string) => text,
  (text: string) => ` ${text} `,
  (text: string) => `\u202a${text}\u202c`,
]

const { short } = readOptions(USAGE, { short: { type: 'boolean', default: false } })

await runProof(async (report) => {
  const zones = Intl.supportedValuesOf('timeZone').filter((_zone, n) => !short || n % 10 === 0)
  const wrong = zones.flatMap((time_zone) => wrongDaysIn(time_zone))
  const days = zones.length * YEARS.length * 12 * DAYS_OF_MONTH.length * REMINDER_TIMES.length
  report.check(`sweeps: ${days} combinations of day, zone and reminder time`, failureOf(wrong))

  const forms = NUMBERS.flatMap((number) => formsOf(number).map((text) => ({ ...number, text })))
  const misread = forms.flatMap(({ country, code, national, text }) => {
    const parsed = parsePhoneNumber(text, country)
    return parsed.ok && parsed.phone_number === `+${code}${national}`
      ? []
      : [`${country} ${JSON.stringify(text)}`]
  })
  report.check(`sweeps: ${forms.length} written forms of a number`, failureOf(misread))
})

function wrongDaysIn(time_zone: string): string[] {
  return YEARS.flatMap((year) =>
    Array.from({ length: 12 }, (_, n) => n + 1).flatMap((month) =>
      DAYS_OF_MONTH.flatMap((day) => wrongTimesOn(Temporal.PlainDate.from({ year, month, day }), time_zone)),
    ),
  )
}

function wrongTimesOn(date: Temporal.PlainDate, time_zone: string): string[] {
  const begins = startOfDay(date, time_zone)
  return REMINDER_TIMES.flatMap((reminder_time) => {
    const clock = { time_zone, reminder_time }
    const due = reminderDueAt(date, clock)
    const digest = digestDueAt(date, clock)
    const faults = [
      isBefore(due, begins) ? '' : 'the reminder is due when it is false',
      isBefore(due, startOfDay(date.subtract({ days: 1 }), time_zone))
        ? 'the reminder is due before the eve'
        : '',
      tomorrowOf(due, time_zone).equals(date) ? '' : 'the duty is not tomorrow when the reminder is due',
      isBefore(digest, begins) ? '' : 'the digest is due too late',
      isBefore(begins, endOfDay(date, time_zone)) ? '' : 'the day has no length',
    ]
    return faults.filter(Boolean).map((fault) => `${date.toString()} ${time_zone} ${reminder_time}: ${fault}`)
  })
}

function isBefore(earlier: Temporal.Instant, later: Temporal.Instant): boolean {
  return Temporal.Instant.compare(earlier, later) < 0
}

/** International, with 00, with the trunk prefix, bare; grouped; in other digits; with what apps put around it. */
function formsOf({ code, national, groups, trunk }: (typeof NUMBERS)[number]): string[] {
  const written = BETWEEN.flatMap((between) => {
    let at = 0
    const grouped = groups.map((length) => national.slice(at, (at += length))).join(between)
    return [
      `+${code}${between}${grouped}`,
      `00${code}${between}${grouped}`,
      `${trunk}${grouped}`,
      grouped,
      `(+${code})${between}${grouped}`,
    ]
  })
  return DIGITS.flatMap((digits) =>
    AROUND.flatMap((around) =>
      [...new Set(written)].map((text) =>
        around(text.replaceAll(/\d/g, (digit) => digits[Number(digit)] ?? digit)),
      ),
    ),
  )
}
