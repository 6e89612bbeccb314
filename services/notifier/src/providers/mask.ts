import { maskPhoneNumber } from '@dutybell/shared/people/mask-phone-number'

const MAX_TEXT_CHARACTERS = 500 // enough for an operator; an error page of a proxy would fill the log
const PHONE_LIKE = /\+?\d(?:[ ()\u00A0-]?\d){7,}/gu // Meta's codes and subcodes have at most seven digits
const WHATSAPP_MESSAGE_ID = /wamid\.[\w+/=-]+/gu // contains the recipient's number in base64

/** Masks possible phone numbers in text of a provider. */
export function maskDigits(text: string): string {
  return text.replaceAll(WHATSAPP_MESSAGE_ID, 'wamid.*').replaceAll(PHONE_LIKE, maskPhoneNumber)
}

/** `a***@example.org` */
export function maskEmailAddress(address: string): string {
  const at = address.lastIndexOf('@')
  return at < 1 ? '***' : `${address.slice(0, 1)}***${address.slice(at)}`
}

/** Text of a provider for a row, a log and an operator: one short line without the recipient. */
export function cleanProviderText(text: string, recipient = ''): string {
  const anonymous = recipient.includes('@') ? maskAddress(text, recipient) : text
  const line = anonymous
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_TEXT_CHARACTERS)
    .toWellFormed() // Postgres does not accept a lone surrogate, received or left by the slice
  return maskDigits(line)
}

function maskAddress(text: string, address: string): string {
  const pattern = new RegExp(RegExp.escape(address), 'giu')
  return text.replaceAll(pattern, maskEmailAddress(address))
}
