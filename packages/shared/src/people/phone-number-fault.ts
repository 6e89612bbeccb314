/** Causes by code: forms translate them, `docs/errors.md` lists them. No sentence repeats the number. */
export const PHONE_NUMBER_FAULTS = {
  missing: 'Give a mobile number, for example with + and the country code.',
  not_a_number:
    'Give one mobile number and nothing else: digits, spaces and dashes, with + and the country code in front; no words.',
  two_numbers: 'Give one number: this field contains more than one.',
  extension: 'Give one mobile number and nothing else: no extension.',
  link_without_number: 'This link or card contains no phone number: give the mobile number.',
  spreadsheet_rounded:
    'A spreadsheet has rounded this number, so digits are lost: format the column as text and enter the number again.',
  spreadsheet_error: 'A spreadsheet shows an error in place of the number: correct the cell.',
  country_code_missing:
    'Start a number of another country with + and its country code. If it is not abroad, look for a missing or an extra digit.',
  unknown_country_code: 'No country has the country code after the +: correct it.',
  too_short: 'No mobile phone has this number: it has too few digits. Look for a missing digit.',
  too_long: 'No mobile phone has this number: it has too many digits. Look for an extra digit.',
  no_such_number:
    'No mobile phone has this number: compare its digits, and start with + and the country code if it is a number abroad.',
  landline: 'This is a landline, which WhatsApp messages do not reach: give a mobile number.',
  not_mobile:
    'This is not a personal mobile number but, for example, a toll-free or premium one: give the number of a mobile phone.',
} as const

export type PhoneNumberFaultCode = keyof typeof PHONE_NUMBER_FAULTS

export type RefusedPhoneNumber = {
  readonly ok: false
  readonly code: PhoneNumberFaultCode
  /** A sentence that says what to do. */
  readonly fault: string
}

export function refusedPhoneNumber(code: PhoneNumberFaultCode): RefusedPhoneNumber {
  return { ok: false, code, fault: PHONE_NUMBER_FAULTS[code] }
}
