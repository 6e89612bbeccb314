import { ENGLISH } from '../templates/words/en.ts'

const MONTHS = ENGLISH.months
const FIRST_YEAR = 2000
const LAST_YEAR = 2100

export type ParsedDutyDate =
  | { readonly ok: true; readonly date: Temporal.PlainDate }
  | {
      readonly ok: false
      readonly code: 'date_format' | 'year_out_of_range' | 'no_such_day'
      readonly fault: string
    }

/** `15 March 2026`, for operators and coordinators; messages have the date in their language. */
export function dutyDateText(date: Temporal.PlainDate): string {
  return `${dutyDayText(date)} ${date.year}`
}

/** `15 March`, for a list of one season. */
export function dutyDayText(date: Temporal.PlainDate): string {
  return `${date.day} ${MONTHS[date.month - 1]}`
}

/** Year, month and day as `2026-03-15`, and nothing else. */
export function parseDutyDate(text: string): ParsedDutyDate {
  const found = /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.exec(text)
  if (found === null) {
    const fault = 'Write the date as year-month-day, for example 2026-03-15.'
    return { ok: false, code: 'date_format', fault }
  }
  const [year, month, day] = found.slice(1).map(Number)
  if (year === undefined || month === undefined || day === undefined)
    throw new Error('a date has three parts')
  if (year < FIRST_YEAR || year > LAST_YEAR) {
    const fault = `Give a date between the years ${FIRST_YEAR} and ${LAST_YEAR}.`
    return { ok: false, code: 'year_out_of_range', fault }
  }
  const date = Temporal.PlainDate.from({ year, month, day }, { overflow: 'constrain' })
  if (date.day !== day) {
    const fault = `There is no such day: ${MONTHS[month - 1]} ${year} has ${date.day} days.`
    return { ok: false, code: 'no_such_day', fault }
  }
  return { ok: true, date }
}
