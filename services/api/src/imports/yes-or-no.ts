import { toPlainLine } from '@dutybell/shared/people/plain-line'

const YES = new Set('yes y true 1 x ✓ ✔ ok हाँ हां जी جی ہاں হ্যাঁ نعم'.split(' '))
const NO = new Set('no n false 0 - नहीं نہیں না لا'.split(' '))

export function readYesOrNo(typed: string): boolean | undefined | 'unknown' {
  const word = toPlainLine(typed).toLowerCase()
  if (word === '') return undefined
  if (YES.has(word)) return true
  return NO.has(word) ? false : 'unknown'
}

/** What a header such as `WhatsApp (yes/no)` or `WhatsApp, yes or no` asks about; null: it asks for something else. */
export function askedWithYesOrNo(header: string): string | null {
  const words = header
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}\p{M}]+/u)
  const others = words.filter((word) => !YES.has(word) && !NO.has(word) && word !== 'or')
  const is_asked = words.some((word) => YES.has(word)) && words.some((word) => NO.has(word))
  return is_asked ? others.join(' ') : null
}
