const SHORT_NUMBER_DIGITS = 10 // of these, four at the end would be most of what the country code leaves open

/** `91******3210` for `+919876543210`: enough to recognise a number one knows, for logs. */
export function maskPhoneNumber(phone_number: string): string {
  const digits = phone_number.replaceAll(/\D/gu, '')
  const head = digits.length > 6 ? 2 : 0
  const tail = digits.length > SHORT_NUMBER_DIGITS ? 4 : Math.min(2, digits.length >> 1)
  const hidden = digits.length - head - tail
  return digits.slice(0, head) + '*'.repeat(hidden) + digits.slice(head + hidden)
}
