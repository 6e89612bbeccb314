import { toAsciiDigits } from './ascii-digits.ts'
import type { PhoneNumberFaultCode } from './phone-number-fault.ts'

/** The number alone, or the cause why there is none. */
export type WrittenPhoneNumber =
  /** `international`: the form always contains the country code, with or without +. */
  { readonly number: string; readonly international?: boolean } | { readonly fault: PhoneNumberFaultCode }

/** Bidi marks, zero-width characters and soft hyphens are copied with a number from a chat. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu
const PICTURES = /[\p{Extended_Pictographic}\p{Regional_Indicator}\u20E3]/gu
const PLUS_SIGNS = /\u2795/gu
const DASHES = /[\p{Pd}\u2212\u2043\u02D7\u00B7\u2022\u2219]/gu
const BLANKS = /[\p{Zs}]|&nbsp;/giu

/** Takes a number out of the forms in which chats, spreadsheets, contact cards and lead forms write it. */
export function unwrapPhoneNumber(text: string): WrittenPhoneNumber {
  const plain = toAsciiDigits(decodePercent(text).normalize('NFKC'))
    .replaceAll(INVISIBLE, '')
    .replaceAll(PLUS_SIGNS, '+')
    .replaceAll(PICTURES, ' ')
    .replaceAll(DASHES, '-')
    .replaceAll(BLANKS, ' ')
    .trim()
    .replace(WRAPPED_BEFORE, '')
  return readContactCard(plain) ?? readLink(plain) ?? readSpreadsheet(stripLabels(plain))
}

function decodePercent(text: string): string {
  if (!/%[0-9a-f]{2}/iu.test(text)) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** A vCard, a MeCard, one TEL line, or a `tel:` URI (RFC 3966). */
const CARD = /^(?:BEGIN:VCARD|MECARD:)|^(?:[\w-]+\.)?TEL[:;]/iu
const TEL = /\bTEL((?:;[^:\r\n]*)?):\s*(?:tel:)?([+\d(][\d().\- ]*)((?:;\w[\w-]*=[^;\s]*)*)/giu

function readContactCard(plain: string): WrittenPhoneNumber | undefined {
  if (!CARD.test(plain)) return undefined
  const unfolded = plain.replaceAll(/\r?\n[ \t]/gu, '')
  const numbers = new Map<string, WrittenPhoneNumber>()
  for (const [, attributes = '', value = '', parameters = ''] of unfolded.matchAll(TEL)) {
    if (/;ext=/iu.test(parameters)) return { fault: 'extension' }
    const number = ownNumber(value, attributes, parameters)
    numbers.set(number.number.replaceAll(/\D/gu, ''), number)
  }
  const [number, ...others] = numbers.values()
  if (number === undefined) return { fault: 'link_without_number' }
  return others.length > 0 ? { fault: 'two_numbers' } : number
}

/** A value without + is completed by the WhatsApp id of the card, or by the context of the URI. */
function ownNumber(value: string, attributes: string, parameters: string) {
  const number = value.trim()
  if (number.startsWith('+')) return { number }
  const whatsapp_id = /;waid=\+?(\d+)/iu.exec(attributes)?.[1]
  if (whatsapp_id !== undefined) return { number: whatsapp_id, international: true }
  const context = /;phone-context=(\+\d+)/iu.exec(parameters)?.[1] ?? ''
  return { number: `${context}${number}` }
}

const LINK = /\b(?:wa\.me|(?:api|web|chat)\.whatsapp\.com|signal\.me)\b|\bwhatsapp:\/\/|\bviber:\/\//iu
const LINK_PATH = /(?:wa\.me\/(?:c\/)?|signal\.me\/#p\/)([+\d][\d()\- ]*)(?=[/?#\s]|$)/iu
const LINK_QUERY = /[?&](?:phone|number)=\s*([+\d][\d()\- ]*)/iu
const WHATSAPP_ID = /^\+?(\d{7,15})(?::\d+)?@(?:c\.us|s\.whatsapp\.net)$/iu

function readLink(plain: string): WrittenPhoneNumber | undefined {
  const id = WHATSAPP_ID.exec(plain)?.[1]
  if (id !== undefined) return { number: id, international: true }
  if (!LINK.test(plain)) return undefined
  const number = (LINK_PATH.exec(plain) ?? LINK_QUERY.exec(plain))?.[1]
  return number === undefined ? { fault: 'link_without_number' } : { number, international: true }
}

const WORDS =
  'phone(?: ?(?:number|no))?|ph|telephone|tel|mobile(?: ?(?:number|no))?|mob|cell(?: ?phone)?|whats ?app(?: ?(?:number|no))?|contact(?: ?(?:number|no))?|number|no|home|work|sms|callto|skype'
const LABEL_BEFORE = new RegExp(
  `^[\\s([]*(?:(?:${WORDS})[\\s)\\].:=-]+|(?:[pmtwhc])\\s*:|[A-Z]{2}(?=\\s*\\(?\\+))\\s*`,
  'iu',
)
const LABEL_AFTER = new RegExp(`(?:[\\s([-]+(?:${WORDS})|\\s*\\([a-z])[\\s)\\].]*$`, 'iu')
const URI_QUERY = /\?[a-z].*$/iu
const CHAT_NAME_BEFORE = /^~[^+\d~]*(?=[+\d(])/u
const CHAT_NAME_AFTER = /\s*~[^\d~]*$/u
/** A formula (`="91…"`), an apostrophe or quotes that keep a cell a text, brackets, and a list bullet. */
const WRAPPED_BEFORE = /^(?:[=\s"'“”‘’‚„«»`´<[{*_]|-(?=\s*[+\d(]))+/u
const WRAPPED_AFTER = /[\s"'“”‘’«»`´>\]},;:.*_]+$/u

function stripLabels(plain: string): string {
  let before: string
  let text = plain
  do {
    before = text
    text = text
      .replace(WRAPPED_BEFORE, '')
      .replace(WRAPPED_AFTER, '')
      .replace(URI_QUERY, '')
      .replace(LABEL_BEFORE, '')
      .replace(LABEL_AFTER, '')
      .replace(CHAT_NAME_BEFORE, '')
      .replace(CHAT_NAME_AFTER, '')
  } while (text !== before)
  return text
}

const SCIENTIFIC = /^[+-]?\d+(?:[.,]\d*)?(?:e[+-]?\d+|[x×*]10\^?\d+)$/iu
/** A rounded number that was formatted as a whole number afterwards. */
const ROUNDED = /^\d{4,}0{6,}$/u
const MIN_ROUNDED_DIGITS = 11
const CELL_ERROR = /^#(?:N\/A|DIV\/0!?|[A-Z]+[!?]?|#*)$/iu
const DECIMAL = /^(\+?\d{7,15})[.,]0+$/u
const GROUPED = /^\+?\d{1,3}(?:[,'’]\d{2,3})+[,'’]\d{3}(?:\.0+)?$/u

function readSpreadsheet(text: string): WrittenPhoneNumber {
  const compact = text.replaceAll(/\s/gu, '')
  if (SCIENTIFIC.test(compact)) return { fault: 'spreadsheet_rounded' }
  if (CELL_ERROR.test(compact)) return { fault: 'spreadsheet_error' }
  const ungrouped = GROUPED.test(text) ? text.replaceAll(/[,'’]/gu, '') : text
  const whole = ungrouped.replace(DECIMAL, '$1')
  if (whole.length >= MIN_ROUNDED_DIGITS && ROUNDED.test(whole)) return { fault: 'spreadsheet_rounded' }
  return { number: whole }
}
