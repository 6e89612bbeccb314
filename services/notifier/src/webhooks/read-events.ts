import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { type AccountUpdate, readAccountNotice, readAccountUpdate } from '../accounts/read-account-update.ts'
import { readNumberUpdate } from '../accounts/read-number-update.ts'
import { type AccountError, readAccountErrors } from '../accounts/account-errors.ts'
import { type InboundMessage, readInbound } from '../inbound/read-inbound.ts'
import { type MarketingPreference, readUserPreference } from '../inbound/marketing-preference.ts'
import { readTemplateUpdate, type TemplateUpdate } from '../templates/read-template-update.ts'
import { type Change, idText, readChanges } from './changes.ts'
import type { OwnAccount } from './own-account.ts'
import type { Unmatched } from './queries.ts'
import { type Receipt, readReceipt } from './read-receipt.ts'

/** An event in a webhook other than a receipt; each kind has a folder of its own. */
export type OtherEvent =
  | { readonly kind: 'inbound'; readonly message: InboundMessage }
  | { readonly kind: 'marketing_preference'; readonly preference: MarketingPreference }
  | { readonly kind: 'template'; readonly update: TemplateUpdate; readonly at: Temporal.Instant }
  | { readonly kind: 'account'; readonly update: AccountUpdate; readonly at: Temporal.Instant }
  | { readonly kind: 'account_error'; readonly error: AccountError }

/** The fields to which the app must be subscribed. */
export const WEBHOOK_FIELDS = [
  'messages',
  'message_template_status_update',
  'message_template_quality_update',
  'template_category_update',
  'account_update',
  'account_alerts',
  'account_review_update',
  'phone_number_quality_update',
  'business_capability_update',
  'user_preferences',
] as const

export interface PlacedEvent {
  readonly event: OtherEvent
  /** Its place in the body, as a JSON pointer. */
  readonly pointer: string
}

/** The events of a body in their order, and its invalid items with a reason and a JSON pointer. */
export interface ReadEvents {
  readonly receipts: readonly Receipt[]
  readonly others: readonly PlacedEvent[]
  readonly unread: readonly Unmatched[]
}

/**
 * Reads each item by itself, so that an invalid one does not affect the others. Unknown fields, events and statuses are skipped,
 * and so is everything about another number or account.
 */
export function readEvents(body: Buffer, own: OwnAccount): ReadEvents {
  const changes = readChanges(body)
  if (changes === undefined)
    return { receipts: [], others: [], unread: [{ reason: 'not_a_webhook', item: '' }] }
  const read = changes.flatMap((change) => readChange(change, own))
  return {
    receipts: read.flatMap((item) => ('receipt' in item ? item.receipt : [])),
    others: read.filter((item) => 'event' in item),
    unread: read.filter((item) => 'reason' in item),
  }
}

type Read = { readonly receipt: Receipt } | PlacedEvent | Unmatched

function readChange(change: Change, own: OwnAccount): Read[] {
  const { field, value, pointer } = change
  if (field === 'messages') return readMessages(value, pointer, own)
  // Another agent answers for this number: what people write to it still counts.
  if (field === 'standby') {
    const messages = readMessages(value, pointer, own)
    return messages.length === 0 ? [] : [...messages, { event: standbyNews(change), pointer }]
  }
  if (!isOwnAccount(change, own)) return []
  switch (field) {
    case 'user_preferences':
      return readPreferences(value, pointer)
    case 'message_template_status_update':
    case 'message_template_quality_update':
    case 'template_category_update': {
      const update = readTemplateUpdate(field, value, own.template_languages)
      if (update === 'not_own') return []
      return [dated(change, update, (update, at) => ({ kind: 'template', update, at }))]
    }
    case 'account_update':
      return readAccount(change, readAccountUpdate(value))
    case 'account_alerts':
    case 'account_review_update':
      return readAccount(change, readAccountNotice(value))
    case 'phone_number_quality_update':
    case 'business_capability_update':
      return readAccount(change, readNumberUpdate(field, value, own.daily_recipients))
    default:
      return []
  }
}

function readAccount(change: Change, update: AccountUpdate | 'unreadable' | null): Read[] {
  return update === null ? [] : [dated(change, update, (update, at) => ({ kind: 'account', update, at }))]
}

/** Once a day at most. */
function standbyNews({ at }: Change): OtherEvent {
  const text = 'Another agent answers the messages to this number (standby). STOP and START still count here.'
  const opens: AccountUpdate['opens'] = {
    key: 'standby',
    text,
    action: 'If people expect an answer from you, take the conversations back in the Meta business settings.',
  }
  const update: AccountUpdate = { event: 'standby', effect: 'none', text, opens, ends: [] }
  const day = (at ?? Temporal.Now.instant()).toZonedDateTimeISO('UTC').startOfDay().toInstant()
  return { kind: 'account', update, at: day }
}

const Recipient = Type.Object({ metadata: Type.Object({ phone_number_id: Type.Unknown() }) })
const Messages = Type.Object({ messages: Type.Array(Type.Unknown()) })
const Contacts = Type.Object({ contacts: Type.Array(Type.Unknown()) })
const Statuses = Type.Object({ statuses: Type.Array(Type.Unknown()) })
const Preferences = Type.Object({ user_preferences: Type.Array(Type.Unknown()) })
const OfAccount = Type.Object({ waba_info: Type.Object({ waba_id: Type.Unknown() }) })

function readMessages(value: unknown, pointer: string, own: OwnAccount): Read[] {
  if (Value.Check(Recipient, value) && idText(value.metadata.phone_number_id) !== own.phone_number_id)
    return []
  const messages = Value.Check(Messages, value) ? value.messages : []
  const statuses = Value.Check(Statuses, value) ? value.statuses : []
  const contacts = Value.Check(Contacts, value) ? value.contacts : []
  return [
    ...messages.flatMap((item, n): Read | [] => {
      const message = readInbound(item, contacts)
      if (message === 'no_news') return []
      const where = `${pointer}/value/messages/${n}`
      if (message === null) return { reason: 'message_unreadable', item: where }
      return { event: { kind: 'inbound', message }, pointer: where }
    }),
    ...statuses.flatMap((item, n): Read | [] => {
      const receipt = readReceipt(item, contacts)
      if (receipt === null) return []
      if (receipt !== 'unreadable') return { receipt }
      return { reason: 'status_unreadable', item: `${pointer}/value/statuses/${n}` }
    }),
    ...readAccountErrors(value).map((error, n): Read => {
      const where = `${pointer}/value/errors/${n}`
      if (error === null) return { reason: 'error_unreadable', item: where }
      return { event: { kind: 'account_error', error }, pointer: where }
    }),
  ]
}

function readPreferences(value: unknown, pointer: string): Read[] {
  if (!Value.Check(Preferences, value)) return []
  return value.user_preferences.flatMap((item, n) => {
    const preference = readUserPreference(item)
    if (preference === null) return []
    const where = `${pointer}/value/user_preferences/${n}`
    return { event: { kind: 'marketing_preference', preference }, pointer: where }
  })
}

/** An update without a time is parked: its order among earlier updates is unknown. */
function dated<What>(
  { field, at, pointer }: Change,
  update: What | 'unreadable',
  toEvent: (update: What, at: Temporal.Instant) => OtherEvent,
): Read {
  if (update === 'unreadable') return { reason: `${field}_unreadable`, item: pointer }
  if (at === null) return { reason: 'time_missing', item: pointer }
  return { event: toEvent(update, at), pointer }
}

/** `waba_info` names the account of the event where the entry names that of a partner. */
function isOwnAccount({ account_id, value }: Change, { business_account_id }: OwnAccount): boolean {
  const named = Value.Check(OfAccount, value) ? idText(value.waba_info.waba_id) : account_id
  return business_account_id === null || named === null || named === business_account_id
}
