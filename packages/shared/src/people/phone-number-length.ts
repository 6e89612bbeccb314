import {
  getCountryCallingCode,
  getExampleNumber,
  isSupportedCountry,
  type PhoneNumber,
} from 'libphonenumber-js/max'
import examples from 'libphonenumber-js/mobile/examples'
import type { PhoneNumberFaultCode } from './phone-number-fault.ts'

/**
 * Why digits are no valid number: compared with the usual length of a mobile number of their country.
 *
 * @param parsed the number with its country code; undefined: a number of `country`, or an unknown country code
 */
export function faultOfDigits(
  digits: string,
  parsed: PhoneNumber | undefined,
  country?: string,
): PhoneNumberFaultCode {
  const own = parsed?.getPossibleCountries()[0] ?? country
  if (own === undefined || !isSupportedCountry(own)) return 'unknown_country_code'
  const usual = getExampleNumber(own, examples)?.nationalNumber.length
  if (usual === undefined) return 'no_such_number'
  const length = parsed?.nationalNumber.length ?? nationalLength(digits, getCountryCallingCode(own), usual)
  if (length === usual) return 'no_such_number'
  return length < usual ? 'too_short' : 'too_long'
}

/** Digits that are too many for a national number may begin with the country code. */
function nationalLength(digits: string, calling_code: string, usual: number): number {
  const national = digits.replace(/^0+/u, '')
  const with_code = national.length > usual && national.startsWith(calling_code)
  return with_code ? national.length - calling_code.length : national.length
}
