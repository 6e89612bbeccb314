import { maskPhoneNumber } from '@dutybell/shared/people/mask-phone-number'

/** What these fields hold is hidden. */
const FIELD_MASKS: ReadonlyMap<string, (value: string) => string> = new Map([
  ['phone_number', maskPhoneNumber],
  ['email', maskEmailAddress],
  ['recipient', maskRecipient],
  ['provider_message_id', maskMessageId],
  ['context_message_id', maskMessageId],
])

/** Words of people and providers, who may have put an address into them. */
const FIELDS_OF_WORDS = new Set(['text', 'provider_text', 'reason', 'pause_reason', 'words', 'source'])

const PERSONAL_FIELD = new RegExp(`"(?:${[...FIELD_MASKS.keys()].join('|')})":"[^"]`)
const PHONE_LIKE = /\+?\p{Nd}(?:[ ()\u00A0.-]?\p{Nd}){7,}/gu // Meta's codes and subcodes have at most seven digits
const EMAIL_LIKE = /[^\s<>"',;:()@]{1,64}@[^\s<>"',;:()@]{1,255}/gu // bounded, so that no text is slow to search
const WHATSAPP_MESSAGE_ID = /wamid\.[\w+/=-]+/gu

/** An answer as one sees it who may not see personal data: names stay, addresses are only to be recognised. */
export function maskFields(json: string): string {
  return JSON.stringify(
    JSON.parse(json, (field: string, value: unknown) =>
      typeof value === 'string' ? maskField(field, value) : value,
    ),
  )
}

/** Whether an answer shows any of what {@link maskFields} hides. */
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

/** Bullets, as no address has them: one that is masked and sent back with a change is refused. */
function maskEmailAddress(address: string): string {
  const at = address.lastIndexOf('@')
  return at < 1 ? '•••' : `${address.slice(0, 1)}•••${address.slice(at)}`
}

/** WhatsApp's is the number in base64, and more. */
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
