import {
  isSupportedCountry,
  ParseError,
  parsePhoneNumberWithError,
  type PhoneNumber,
} from 'libphonenumber-js/max'
import { toAsciiDigits } from './ascii-digits.ts'
import { phoneNumberFault, type PhoneNumberFaultKind } from './phone-number-fault.ts'

export type E164 = `+${string}`

export type ParsedPhoneNumber = { ok: true; phone_number: E164 } | { ok: false; fault: string }

/** Below this, digits of another country cannot be told from a national number with one digit missing. */
const MIN_BARE_INTERNATIONAL_DIGITS = 11

/** A number has 15 digits at most; the rest is room for the ways of writing it. */
const MAX_TYPED_CHARACTERS = 100

/** Bidi marks and zero-width characters come along when a number is copied out of a chat. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu
const SPREADSHEET_NUMBER = /^\+?\d+(?:[.,]\d*)?e[+-]?\d+$/iu
const PARENTHESISED_PREFIX = /^\(\s*(\+\d+|00\d+)\s*\)/u
const NUMBER_AS_WRITTEN = /^\+?[\d\s().\-\u2010-\u2015/]+$/u

/**
 * The number of a mobile phone, however it was typed. No fault repeats the number.
 * `default_country` (ISO 3166, such as `IN`) is where numbers without a country code belong.
 */
export function parsePhoneNumber(text: string, default_country: string): ParsedPhoneNumber {
  if (text.length > MAX_TYPED_CHARACTERS) return refused('not_a_number')
  const typed = toAsciiDigits(text)
    .replaceAll(INVISIBLE, '')
    .trim()
    .replace('\uFF0B', '+')
    .replace(PARENTHESISED_PREFIX, '$1 ')
  if (typed === '') return refused('missing')
  if (SPREADSHEET_NUMBER.test(typed)) return refused('spreadsheet')
  if (!NUMBER_AS_WRITTEN.test(typed) || !/\d/u.test(typed)) return refused('not_a_number')

  const number = typed.startsWith('+') ? read(typed, default_country) : readUnprefixed(typed, default_country)
  // A valid number is one that is of some type.
  switch (number?.getType()) {
    case undefined:
      return refused('invalid')
    case 'MOBILE':
    case 'FIXED_LINE_OR_MOBILE':
      return { ok: true, phone_number: `+${number.countryCallingCode}${number.nationalNumber}` }
    case 'FIXED_LINE':
      return refused('landline')
    default:
      return refused('service')
  }
}

/** Digits without `+`: after `00` international; else national, and if that cannot be, with a country code. */
function readUnprefixed(typed: string, default_country: string): PhoneNumber | undefined {
  if (typed.startsWith('00')) return read(`+${typed.slice(2).trimStart()}`, default_country)
  const national = read(typed, default_country)
  if (national?.isValid()) return national

  const digits = typed.replaceAll(/\D/gu, '')
  if (digits.length < MIN_BARE_INTERNATIONAL_DIGITS) return undefined
  if (hasOneDigitTooMany(digits, default_country)) return undefined
  return read(`+${digits}`, default_country)
}

/** The first digits of a mistyped national number, taken for a country code, would lead to a stranger abroad. */
function hasOneDigitTooMany(digits: string, default_country: string): boolean {
  return Array.from(digits, (_, at) => digits.slice(0, at) + digits.slice(at + 1)).some(
    (shorter) => read(shorter, default_country)?.isValid() ?? false,
  )
}

function read(text: string, default_country: string): PhoneNumber | undefined {
  try {
    return isSupportedCountry(default_country)
      ? parsePhoneNumberWithError(text, { defaultCountry: default_country, extract: false })
      : parsePhoneNumberWithError(text, { extract: false })
  } catch (error) {
    if (error instanceof ParseError) return undefined
    throw error
  }
}

function refused(kind: PhoneNumberFaultKind): ParsedPhoneNumber {
  return { ok: false, fault: phoneNumberFault(kind) }
}
