import { countCharacters, toPlainLine } from './plain-line.ts'

const MAX_DUTY_TIME_CHARACTERS = 60

export type NormalisedDutyTime =
  | { readonly ok: true; readonly duty_time: string }
  | {
      readonly ok: false
      readonly code: 'nul_character' | 'no_letter' | 'too_long'
      readonly fault: string
    }

/** What two labels must share to be the same duty time: `Fajar  azaan.` is `Fajar Azaan`. */
export function dutyTimeKey(label: string): string {
  return toPlainLine(label.normalize('NFKC'))
    .toLowerCase()
    .replace(/[\p{P}\s]+$/u, '')
}

/** The label of a duty's time, such as `Fajar Azaan` or `5:30`. */
export function normaliseDutyTime(text: string): NormalisedDutyTime {
  if (text.includes('\0')) {
    const fault = 'Leave out the NUL character (U+0000): no duty time contains it.'
    return { ok: false, code: 'nul_character', fault }
  }
  const duty_time = toPlainLine(text)
  if (!/[\p{L}\p{N}]/u.test(duty_time)) {
    const fault = 'Name the time of the duty, for example Fajar Azaan.'
    return { ok: false, code: 'no_letter', fault }
  }
  if (countCharacters(duty_time) > MAX_DUTY_TIME_CHARACTERS) {
    const fault = `Shorten the time of the duty to at most ${MAX_DUTY_TIME_CHARACTERS} characters.`
    return { ok: false, code: 'too_long', fault }
  }
  return { ok: true, duty_time }
}
