import { parseDutyDate, type ParsedDutyDate } from '@dutybell/shared/calendar/duty-date'
import { toAsciiDigits } from '@dutybell/shared/people/ascii-digits'
import { toPlainLine } from '@dutybell/shared/people/plain-line'

export type ReadDate =
  | Extract<ParsedDutyDate, { ok: true }>
  | { readonly ok: false; readonly code: string; readonly fault: string }

const ISO = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ]0{1,2}:00(?::00(?:\.0+)?)?z?)?$/u
const DAY_FIRST = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: 0{1,2}:00(?::00)?)?$/u
const DAY_AND_NAME = /^(\d{1,2})(?:st|nd|rd|th|\.)?[\s-]*([\p{L}\p{M}]+)\.?,?[\s-]*(\d{4})$/u
const NAME_AND_DAY = /^([\p{L}\p{M}]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$/u
const TWO_DIGIT_YEAR = /^(?:\d{1,2}[-/. ]+(?:\d{1,2}|[\p{L}\p{M}]+)[-/., ]+['’]?\d{2})$/u
const SERIAL_NUMBER = /^\d{4,6}(?:[.,]\d+)?$/u
const WEEKDAY = /^(?:[\p{L}\p{M}]+[,،]|(?:[a-z]+day|mon|tue|wed|thu|fri|sat|sun)[.,]? ) */u

/** The names of each month; of the English ones the first three letters, as they need no more. */
const MONTHS: readonly (readonly string[])[] = [
  ['jan', 'जनवरी', 'جنوری', 'জানুয়ারি', 'يناير'],
  ['feb', 'फरवरी', 'फ़रवरी', 'فروری', 'ফেব্রুয়ারি', 'فبراير'],
  ['mar', 'मार्च', 'مارچ', 'মার্চ', 'مارس'],
  ['apr', 'अप्रैल', 'اپریل', 'এপ্রিল', 'أبريل', 'ابريل'],
  ['may', 'मई', 'مئی', 'মে', 'مايو'],
  ['jun', 'जून', 'جون', 'জুন', 'يونيو'],
  ['jul', 'जुलाई', 'جولائی', 'জুলাই', 'يوليو'],
  ['aug', 'अगस्त', 'اگست', 'আগস্ট', 'أغسطس', 'اغسطس'],
  ['sep', 'सितंबर', 'सितम्बर', 'ستمبر', 'সেপ্টেম্বর', 'سبتمبر'],
  ['oct', 'अक्टूबर', 'अक्तूबर', 'اکتوبر', 'অক্টোবর', 'أكتوبر', 'اكتوبر'],
  ['nov', 'नवंबर', 'नवम्बर', 'نومبر', 'নভেম্বর', 'نوفمبر'],
  ['dec', 'दिसंबर', 'दिसम्बर', 'دسمبر', 'ডিসেম্বর', 'ديسمبر'],
].map((names) => names.map((name) => name.normalize('NFC')))
const ENGLISH =
  /^(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)$/u

const EXAMPLE = 'Write the date as 2026-03-15, 15.03.2026, 15/03/2026 or 15 March 2026.'

/** The date of a spreadsheet's cell. Figures without a year in front are day, month and year, in this order. */
export function readDate(text: string): ReadDate {
  const typed = toAsciiDigits(toPlainLine(text)).toLowerCase().normalize('NFC').replace(WEEKDAY, '')
  if (typed === '') return refused('missing', 'Give the date of the duty, for example 2026-03-15.')
  const iso = ISO.exec(typed)
  if (iso !== null) return dateOf(iso[1], iso[2], iso[3])
  const day_first = DAY_FIRST.exec(typed)
  if (day_first !== null) return dateOf(day_first[3], day_first[2], day_first[1])
  const named = DAY_AND_NAME.exec(typed)
  if (named !== null) return dateOf(named[3], monthOf(named[2]), named[1])
  const american = NAME_AND_DAY.exec(typed)
  if (american !== null) return dateOf(american[3], monthOf(american[1]), american[2])
  if (TWO_DIGIT_YEAR.test(typed)) {
    return refused('two_digit_year', `Write the year with four digits. ${EXAMPLE}`)
  }
  if (SERIAL_NUMBER.test(typed)) {
    return refused(
      'date_serial_number',
      'This is the number of a day as a spreadsheet counts them: format the column as a date and save the file again.',
    )
  }
  return refused('date_format', EXAMPLE)
}

function dateOf(year = '', month = '', day = ''): ReadDate {
  if (month === '') return refused('date_format', `No month has this name. ${EXAMPLE}`)
  if (Number(month) < 1 || Number(month) > 12) {
    return refused(
      'no_such_month',
      `The day is read before the month, and there is no month ${Number(month)}. ${EXAMPLE}`,
    )
  }
  if (Number(day) < 1 || Number(day) > 31) return refused('no_such_day', `There is no such day. ${EXAMPLE}`)
  return parseDutyDate(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`)
}

/** @returns the empty text where no month has the name */
function monthOf(name = ''): string {
  const key = ENGLISH.test(name) ? name.slice(0, 3) : name
  const index = MONTHS.findIndex((names) => names.includes(key))
  return index === -1 ? '' : String(index + 1)
}

function refused(code: string, fault: string): ReadDate {
  return { ok: false, code, fault }
}
