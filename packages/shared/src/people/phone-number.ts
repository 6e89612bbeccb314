import {
  isSupportedCountry,
  ParseError,
  parsePhoneNumberWithError,
  type PhoneNumber,
} from 'libphonenumber-js/max'
import { faultOfDigits } from './phone-number-length.ts'
import {
  type PhoneNumberFaultCode,
  refusedPhoneNumber as refused,
  type RefusedPhoneNumber,
} from './phone-number-fault.ts'
import { phoneNumbersOf } from './whatsapp-id.ts'
import { unwrapPhoneNumber } from './written-phone-number.ts'

export type E164 = `+${string}`

export type ParsedPhoneNumber =
  | { readonly ok: true; readonly phone_number: E164 }
  | (RefusedPhoneNumber & {
      /** The number, where it is refused for being a landline. */
      readonly landline?: E164
    })

/** A contact card with one number fits. */
export const MAX_TYPED_PHONE_NUMBER_CHARACTERS = 1_000

const MAX_DIGITS = 15 // E.164
const NUMBER_AS_WRITTEN = /^[+(]*[\d\s().\-/]+$/u
const EXTENSION = /\d\s*(?:;\s*ext=|[,;]?\s*ext(?:n|ension)?\.?:?|x|#)\s*\d+$/iu
const OR = /\s(?:or|and|to|und|oder|ou|aur|ya|या|और|و|یا|أو)\s/giu
const ONE_NUMBER = /\+?\(?\+?\d[\d .()-]*/gu

/**
 * The number of a mobile phone, however a person or an app wrote it. No fault repeats the number.
 *
 * @param default_country ISO 3166, such as `IN`: digits without + or 00 are a number of this country or refused
 */
export function parsePhoneNumber(text: string, default_country: string): ParsedPhoneNumber {
  if (text.length > MAX_TYPED_PHONE_NUMBER_CHARACTERS) return refused('too_long')
  const written = unwrapPhoneNumber(text)
  if ('fault' in written) return refused(written.fault)
  const { number, international = false } = written
  if (number === '') return refused('missing')
  if (EXTENSION.test(number)) return refused('extension')
  const alone = number.replace(REPEATED_COUNTRY_CODE, '+$1').replace(SECOND_PLUS, '$1')
  const fault = faultOfText(alone, default_country)
  if (fault !== undefined) return refused(fault)
  const digits = alone.replace(/^([+(\s]*\d+[\s)]*)\(0\)/u, '$1').replaceAll(/\D/gu, '')
  if (international) {
    const linked = find([digits], default_country)
    if (linked !== undefined && isMobile(linked)) return accepted(linked)
  }
  return /^\(?\+/u.test(alone)
    ? readInternational(digits, alone, default_country)
    : readBare(digits, alone, default_country)
}

/** As {@link parsePhoneNumber}, also the number of a landline: of a person who is called, not written to. */
export function parseCallableNumber(text: string, default_country: string): ParsedPhoneNumber {
  const parsed = parsePhoneNumber(text, default_country)
  if (parsed.ok || parsed.landline === undefined) return parsed
  return { ok: true, phone_number: parsed.landline }
}

/** A form with a fixed country code, filled in with another one: `+91+91…`, `+91 0091…`. */
const REPEATED_COUNTRY_CODE = /^\+(\d{1,3})[\s()-]*(?:\+|00)\1/u
/** A form with a fixed country code, filled in with a plus sign before the national number: `+91+98765…`. */
const SECOND_PLUS = /^(\+?\d{1,3})[\s-]*\+(?=\d)/u

function readInternational(digits: string, text: string, country: string): ParsedPhoneNumber {
  const number = find([digits], country) ?? find(otherForms(digits), country)
  if (number !== undefined) return judge(number)
  if (hasSecondNumber(text, country)) return refused('two_numbers')
  if (isMobile(readNational(digits, country))) return refused('country_code_missing')
  return refused(faultOfDigits(digits, read(`+${digits}`, country)))
}

/** What digits that are no number with a country code may stand for: a WhatsApp id, or a country code written twice. */
function otherForms(digits: string): string[] {
  const forms = phoneNumbersOf(digits).map(withoutPlus)
  const own = callingCodeOf(digits)
  return own !== undefined && digits.startsWith(own + own) ? [...forms, digits.slice(own.length)] : forms
}

function readBare(digits: string, text: string, country: string): ParsedPhoneNumber {
  if (digits.startsWith('00')) return readInternational(digits.slice(2), text, country)
  const national = readNational(digits, country)
  if (national !== undefined) return judge(national)
  if (hasSecondNumber(text, country)) return refused('two_numbers')
  const abroad = find([digits, ...phoneNumbersOf(digits).map(withoutPlus)], country)
  if (abroad !== undefined || !isSupportedCountry(country)) return refused('country_code_missing')
  return refused(faultOfDigits(digits, undefined, country))
}

/** With or without the country code, which a 0 may precede. */
function readNational(digits: string, country: string): PhoneNumber | undefined {
  const number = read(digits, country)
  if (number === undefined) return undefined
  if (number.isValid()) return number
  const code = number.countryCallingCode
  const with_code = digits.replace(/^0/u, '')
  const candidates = phoneNumbersOf(withoutPlus(number.number)).map(withoutPlus)
  if (with_code.startsWith(code)) candidates.push(with_code, ...phoneNumbersOf(with_code).map(withoutPlus))
  return find(candidates, country)
}

/** The first that is valid, also in the form that WhatsApp ids have in some countries. */
function find(candidates: readonly string[], country: string): PhoneNumber | undefined {
  for (const digits of candidates) {
    const number = read(`+${digits}`, country)
    if (number?.isValid() === true) return number
  }
  return undefined
}

function judge(number: PhoneNumber): ParsedPhoneNumber {
  if (isMobile(number)) return accepted(number)
  if (number.getType() !== 'FIXED_LINE') return refused('not_mobile')
  return { ...refused('landline'), landline: toE164(number) }
}

function accepted(number: PhoneNumber): ParsedPhoneNumber {
  return { ok: true, phone_number: toE164(number) }
}

function toE164(number: PhoneNumber): E164 {
  return `+${number.countryCallingCode}${number.nationalNumber}`
}

function isMobile(number: PhoneNumber | undefined): boolean {
  const type = number?.getType()
  return type === 'MOBILE' || type === 'FIXED_LINE_OR_MOBILE'
}

/** More than one number, or text beside it. */
function faultOfText(text: string, country: string): PhoneNumberFaultCode | undefined {
  const parts = text.replaceAll(OR, '/').match(ONE_NUMBER) ?? []
  if (parts.length > 1) {
    const numbers = parts.filter((part) => readPart(part, country) !== undefined)
    const has_words = /\p{L}/u.test(text.replaceAll(OR, '/'))
    if (numbers.length > (has_words ? 1 : 0)) return 'two_numbers'
  }
  return NUMBER_AS_WRITTEN.test(text) && /\d/u.test(text) ? undefined : 'not_a_number'
}

/** Whether a mobile number is followed by digits of a second one, separated by a blank or a dash, or not at all. */
function hasSecondNumber(text: string, country: string): boolean {
  const digits = text.replaceAll(/\D/gu, '')
  for (const { index } of text.matchAll(/[ .()-]+/gu)) {
    const rest = text.slice(index).replaceAll(/\D/gu, '')
    if (rest.length > 1 && isMobile(readPart(text.slice(0, index), country))) return true
  }
  if (digits.length <= MAX_DIGITS) return false
  return Array.from(digits, (_, at) => [digits.slice(0, at), digits.slice(at)] as const).some((halves) =>
    halves.every((half) => isMobile(readNational(half, country))),
  )
}

function readPart(part: string, country: string): PhoneNumber | undefined {
  const digits = part.replaceAll(/\D/gu, '')
  if (/^\(?\+/u.test(part)) return find([digits], country)
  return digits.startsWith('00') ? find([digits.slice(2)], country) : readNational(digits, country)
}

function callingCodeOf(digits: string): string | undefined {
  return read(`+${digits}`, 'ZZ')?.countryCallingCode
}

function withoutPlus(phone_number: string): string {
  return phone_number.slice(1)
}

function read(text: string, country: string): PhoneNumber | undefined {
  try {
    return isSupportedCountry(country)
      ? parsePhoneNumberWithError(text, { defaultCountry: country, extract: false })
      : parsePhoneNumberWithError(text, { extract: false })
  } catch (error) {
    if (error instanceof ParseError) return undefined
    throw error
  }
}
