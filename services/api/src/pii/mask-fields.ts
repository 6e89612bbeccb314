import { maskPhoneNumber } from '@dutybell/shared/people/mask-phone-number'

/** Fields that are masked. */
const FIELD_MASKS: ReadonlyMap<string, (value: string) => string> = new Map([
  ['phone_number', maskPhoneNumber],
  ['email', maskEmailAddress],
  ['recipient', maskRecipient],
  ['provider_message_id', maskMessageId],
  ['context_message_id', maskMessageId],
])

/** Free text of people and providers, which may contain addresses. */
const FIELDS_OF_WORDS = new Set(['text', 'provider_text', 'reason', 'pause_reason', 'words', 'source'])

const PERSONAL_FIELD = new RegExp(`"(?:${[...FIELD_MASKS.keys()].join('|')})":"[^"]`)
const PHONE_LIKE = /\+?\p{Nd}(?:[ ()\u00A0.-]?\p{Nd}){7,}/gu // Meta's codes and subcodes have at most seven digits
const EMAIL_LIKE = /[^\s<>"',;:()@]{1,64}@[^\s<>"',;:()@]{1,255}/gu // bounded, so that no text is slow to search
const WHATSAPP_MESSAGE_ID = /wamid\.[\w+/=-]+/gu

/** An answer without personal data: names stay, addresses are masked so that they can only be recognised. */
export function maskFields(json: string): string {
  return JSON.stringify(
    JSON.parse(json, (field: string, value: unknown) =>
      typeof value === 'string' ? maskField(field, value) : value,
    ),
  )
}

/** Whether an answer contains a field that {@link maskFields} masks. */
export function showsPersonalFields(json: string): boolean {
  return PERSONAL_FIELD.test(json)
}

function maskField(field: string, value: string): string {
  const mask = FIELD_MASKS.get(field)
  if (mask !== undefined) return mask(value)
  return FIELDS_OF_WORDS.has(field) ? maskWords(value) : value
}

function maskRecipient(address: string): string {
  return address.includes('@') ? maskEmailAddress(address) : maskPhoneNumber(address)
}

/** No address contains bullets, so a masked address in a request is refused. */
function maskEmailAddress(address: string): string {
  const at = address.lastIndexOf('@')
  return at < 1 ? '•••' : `${address.slice(0, 1)}•••${address.slice(at)}`
}

/** A message id of WhatsApp contains the number in base64. */
function maskMessageId(id: string): string {
  if (id === '') return ''
  return id.startsWith('wamid.') ? 'wamid.•••' : '•••'
}

function maskWords(text: string): string {
  return text
    .replaceAll(WHATSAPP_MESSAGE_ID, maskMessageId)
    .replaceAll(EMAIL_LIKE, maskEmailAddress)
    .replaceAll(PHONE_LIKE, maskPhoneNumber)
}
