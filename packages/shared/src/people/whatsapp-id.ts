/**
 * The WhatsApp ids that the account of a phone number can have. Broader than {@link phoneNumbersOf} for Brazil, because an erasure
 * must also find what is improbable.
 */
export function whatsappIdsOf(phone_number: string): string[] {
  const digits = phone_number.slice(1)
  return [digits, ...rewrite(digits, NUMBER_TO_ID)]
}

/** The phone numbers that a WhatsApp id can stand for, the likeliest first; none when the id is not a number. */
export function phoneNumbersOf(wa_id: string): string[] {
  if (!/^[1-9]\d{6,14}$/.test(wa_id)) return []
  return [wa_id, ...rewrite(wa_id, ID_TO_NUMBER)].map((digits) => `+${digits}`)
}

type Rule = readonly [pattern: RegExp, replacement: string]

// The id differs from the dialled number by the mobile 1 of Mexico, the mobile 9 of Brazil and Argentina, and the 01 of Benin.
const NUMBER_TO_ID: readonly Rule[] = [
  [/^52(\d{10})$/, '521$1'],
  [/^55(\d{2})9(\d{8})$/, '55$1$2'],
  [/^55(\d{2})([6-9]\d{7})$/, '55$19$2'],
  [/^54(\d{10})$/, '549$1'],
  [/^22901(\d{8})$/, '229$1'],
]
const ID_TO_NUMBER: readonly Rule[] = [
  [/^521(\d{10})$/, '52$1'],
  [/^55(\d{2})([6-9]\d{7})$/, '55$19$2'],
  [/^55(\d{2})9([6-9]\d{7})$/, '55$1$2'],
  [/^549(\d{10})$/, '54$1'],
  [/^229(\d{8})$/, '22901$1'],
]

function rewrite(digits: string, rules: readonly Rule[]): string[] {
  return rules
    .filter(([pattern]) => pattern.test(digits))
    .map(([pattern, replacement]) => digits.replace(pattern, replacement))
}
