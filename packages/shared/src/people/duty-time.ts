import { countCharacters, toPlainLine } from './plain-line.ts'

export const MAX_DUTY_TIME_CHARACTERS = 60

export type NormalisedDutyTime = { ok: true; duty_time: string } | { ok: false; fault: string }

/** The label of a duty's time, such as `Fajar Azaan` or `5:30`. */
export function normaliseDutyTime(text: string): NormalisedDutyTime {
  if (text.includes('\0'))
    return { ok: false, fault: 'Leave out the NUL character (U+0000): no duty time contains it.' }
  const duty_time = toPlainLine(text)
  if (!/[\p{L}\p{N}]/u.test(duty_time)) {
    return { ok: false, fault: 'Name the time of the duty, for example Fajar Azaan.' }
  }
  if (countCharacters(duty_time) > MAX_DUTY_TIME_CHARACTERS) {
    return {
      ok: false,
      fault: `Shorten the time of the duty to at most ${MAX_DUTY_TIME_CHARACTERS} characters.`,
    }
  }
  return { ok: true, duty_time }
}
