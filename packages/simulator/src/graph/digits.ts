/** A phone number as WhatsApp writes it: digits only. */
export function digitsOf(phoneNumber: string): string {
  return phoneNumber.replaceAll(/\D/g, '')
}
