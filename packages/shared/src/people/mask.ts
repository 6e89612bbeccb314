import { isIPv4 } from 'node:net'

export const SHORT_NUMBER_DIGITS = 10 // of these, four at the end would be most of what the country code leaves open

const PHONE_LIKE = /\+?\p{Nd}(?:[ ()\u00A0.-]?\p{Nd}){7,}/gu // Meta's codes and subcodes have at most seven digits
const SMTP_REPLY = /^[245]\d\d[ -][245]\.\d{1,3}\.\d{1,3}$/u // `550 5.7.509`: a code and an enhanced code
const DATE = /^20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/u
const EMAIL_LIKE = /[^\s<>",;:()@]{1,64}@[^\s<>"',;:()@]{1,255}/gu // bounded, so that no text is slow to search
const WHATSAPP_MESSAGE_ID = /wamid\.[\w+/=-]+/gu

/** `91******3210` for `+919876543210`: enough to recognise a known number. */
export function maskPhoneNumber(phone_number: string): string {
  const digits = phone_number.replaceAll(/\D/gu, '')
  const head = digits.length > 6 ? 2 : 0
  const tail = digits.length > SHORT_NUMBER_DIGITS ? 4 : Math.min(2, digits.length >> 1)
  const hidden = digits.length - head - tail
  return digits.slice(0, head) + '*'.repeat(hidden) + digits.slice(head + hidden)
}

/** `a•••@example.org`. No address contains bullets, so a masked address in a request is refused. */
export function maskEmailAddress(address: string): string {
  const at = address.lastIndexOf('@')
  return at < 1 ? '•••' : `${address.slice(0, 1)}•••${address.slice(at)}`
}

/** A phone number or an e-mail address. */
export function maskRecipient(address: string): string {
  return address.includes('@') ? maskEmailAddress(address) : maskPhoneNumber(address)
}

/** A message id of WhatsApp contains the number in base64. */
export function maskMessageId(id: string): string {
  if (id === '') return ''
  return id.startsWith('wamid.') ? 'wamid.•••' : '•••'
}

/** Masks what may be an e-mail address, a phone number or a message id in free text. */
export function maskText(text: string): string {
  return text
    .replaceAll(WHATSAPP_MESSAGE_ID, maskMessageId)
    .replaceAll(EMAIL_LIKE, maskEmailAddress)
    .replaceAll(PHONE_LIKE, maskDigits)
}

function maskDigits(digits: string): string {
  const is_other = isIPv4(digits) || SMTP_REPLY.test(digits) || DATE.test(digits)
  return is_other ? digits : maskPhoneNumber(digits)
}
