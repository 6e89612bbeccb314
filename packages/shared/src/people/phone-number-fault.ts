export type PhoneNumberFaultKind =
  | 'missing'
  | 'spreadsheet'
  | 'not_a_number'
  | 'invalid'
  | 'landline'
  | 'service'

const SENTENCES: Readonly<Record<PhoneNumberFaultKind, string>> = {
  missing: 'Give a mobile number, for example with + and the country code.',
  spreadsheet:
    'A spreadsheet has rounded this number (it is written with an E), so digits are lost: format the column as text and enter the number again.',
  not_a_number:
    'Give one mobile number and nothing else: digits, spaces and dashes, with + and the country code in front; no words, no extension.',
  invalid:
    'No mobile phone has this number: look for a missing or an extra digit, and start with + and the country code if it is a number abroad.',
  landline: 'This is a landline, which WhatsApp messages do not reach: give a mobile number.',
  service:
    'This is not a personal mobile number (but, say, a toll-free or premium one): give the number of a mobile phone.',
}

/** A sentence that says what to do, and never repeats the number. */
export function phoneNumberFault(kind: PhoneNumberFaultKind): string {
  return SENTENCES[kind]
}
