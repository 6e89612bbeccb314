/** The phone numbers that a WhatsApp id can stand for, the likeliest first; none when the id is not a number. */
export function phoneNumbersOf(wa_id: string): string[] {
  if (!/^[1-9]\d{6,14}$/.test(wa_id)) return []
  const others = RULES.filter(([pattern]) => pattern.test(wa_id)).map((rule) => wa_id.replace(...rule))
  return [wa_id, ...others].map((digits) => `+${digits}`)
}

type Rule = readonly [pattern: RegExp, replacement: string]

// The id differs from the dialled number by the mobile 1 of Mexico, the mobile 9 of Brazil and Argentina, and the 01 of Benin.
const RULES: readonly Rule[] = [
  [/^521(\d{10})$/, '52$1'],
  [/^55(\d{2})([6-9]\d{7})$/, '55$19$2'],
  [/^55(\d{2})9([6-9]\d{7})$/, '55$1$2'],
  [/^549(\d{10})$/, '54$1'],
  [/^229(\d{8})$/, '22901$1'],
]
