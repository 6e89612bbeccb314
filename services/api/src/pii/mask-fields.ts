import { DELIVERY_STATES } from '@dutybell/shared/db/vocabulary'
import { maskEmailAddress, maskMessageId, maskPhoneNumber, maskText } from '@dutybell/shared/people/mask'

/** Fields that are masked. */
const FIELD_MASKS: ReadonlyMap<string, (value: string) => string> = new Map([
  ['phone_number', maskPhoneNumber],
  ['new_phone_number', maskPhoneNumber],
  ['from', maskPhoneNumber],
  ['email', maskEmailField],
  ['recipient', maskRecipient],
  ['provider_message_id', maskMessageId],
  ['context_message_id', maskMessageId],
])

/** Free text of people and providers, which may contain addresses. */
const FREE_TEXT_FIELDS = new Set(['text', 'provider_text', 'reason', 'pause_reason', 'words', 'source'])

const PERSONAL_FIELD = new RegExp(`"(?:${[...FIELD_MASKS.keys()].join('|')})":"[^"]`)

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
  return FREE_TEXT_FIELDS.has(field) ? maskText(value) : value
}

/** On the day board, `email` is the state of a message. */
function maskEmailField(value: string): string {
  return DELIVERY_STATES.some((state) => state === value) ? value : maskEmailAddress(value)
}

function maskRecipient(address: string): string {
  return address.includes('@') ? maskEmailAddress(address) : maskPhoneNumber(address)
}
