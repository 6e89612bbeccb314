import { maskPhoneNumber } from '@dutybell/shared/people/mask-phone-number'

const MAX_TEXT_CHARACTERS = 500 // enough for an operator; a proxy's page would fill the log
const PHONE_LIKE = /\+?\d(?:[ ()\u00A0-]?\d){7,}/gu // Meta's codes and subcodes have at most seven digits
const WHATSAPP_MESSAGE_ID = /wamid\.[\w+/=-]+/gu // carries the recipient's number, base64

/** Hides what could be a phone number in words that are not ours. */
export function maskDigits(text: string): string {
  return text.replaceAll(WHATSAPP_MESSAGE_ID, 'wamid.*').replaceAll(PHONE_LIKE, maskPhoneNumber)
}

/** `a***@example.org` */
export function maskEmailAddress(address: string): string {
  const at = address.lastIndexOf('@')
  return at < 1 ? '***' : `${address.slice(0, 1)}***${address.slice(at)}`
}

/** A provider's words, fit for a row, a log and an operator's eyes: one line, short, without the recipient. */
export function cleanProviderText(text: string, recipient = ''): string {
  const nameless = recipient.includes('@') ? hideAddress(text, recipient) : text
  const line = nameless
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_TEXT_CHARACTERS)
    .toWellFormed() // Postgres takes no half of a surrogate pair, sent so or cut so
  return maskDigits(line)
}

function hideAddress(text: string, address: string): string {
  const pattern = new RegExp(RegExp.escape(address), 'giu')
  return text.replaceAll(pattern, maskEmailAddress(address))
}
