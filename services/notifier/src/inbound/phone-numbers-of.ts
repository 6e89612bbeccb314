/** The numbers that a WhatsApp id can stand for as people sign up with them, the likeliest first; none for what is no number. */
export function phoneNumbersOf(wa_id: string): string[] {
  if (!/^[1-9]\d{6,14}$/.test(wa_id)) return []
  return [
    `+${wa_id}`,
    ...NATIONAL_HABITS.flatMap(([id, number]) => (id.test(wa_id) ? wa_id.replace(id, number) : [])),
  ]
}

/** Where the id of an account is not the number dialled: the mobile 1 of Mexico, the mobile 9 of Brazil and Argentina. */
const NATIONAL_HABITS: readonly (readonly [RegExp, string])[] = [
  [/^521(\d{10})$/, '+52$1'],
  [/^55(\d{2})([6-9]\d{7})$/, '+55$19$2'],
  [/^55(\d{2})9([6-9]\d{7})$/, '+55$1$2'],
  [/^549(\d{10})$/, '+54$1'],
]
