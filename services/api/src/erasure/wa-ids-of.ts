/** What WhatsApp may call a number: its digits, and what some countries' accounts have instead. */
export function waIdsOf(phone_number: string): string[] {
  const digits = phone_number.slice(1)
  return [
    digits,
    ...NATIONAL_HABITS.flatMap(([number, id]) => (number.test(digits) ? digits.replace(number, id) : [])),
  ]
}

/** The mobile 1 of Mexico, the mobile 9 of Brazil and Argentina. */
const NATIONAL_HABITS: readonly (readonly [RegExp, string])[] = [
  [/^52(\d{10})$/, '521$1'],
  [/^55(\d{2})9(\d{8})$/, '55$1$2'],
  [/^55(\d{2})([6-9]\d{7})$/, '55$19$2'],
  [/^54(\d{10})$/, '549$1'],
]
