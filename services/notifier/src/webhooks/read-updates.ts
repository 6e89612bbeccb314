import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { type AccountUpdate, readAccountUpdate } from '../accounts/read-account-update.ts'
import { type AccountError, readAccountErrors } from '../accounts/account-errors.ts'
import { type InboundMessage, readInbound } from '../inbound/read-inbound.ts'
import {
  type MarketingPreference,
  readRefusedMarketing,
  readUserPreference,
} from '../inbound/marketing-preference.ts'
import { readTemplateUpdate, type TemplateUpdate } from '../templates/read-template-update.ts'
import { type Change, readChanges } from './changes.ts'
import type { OwnAccount } from './own-account.ts'
import type { Unmatched } from './queries.ts'

/** An update in a webhook other than the status of a message. */
export type Update =
  | { readonly kind: 'inbound'; readonly message: InboundMessage }
  | { readonly kind: 'marketing_preference'; readonly preference: MarketingPreference }
  | { readonly kind: 'template'; readonly update: TemplateUpdate; readonly at: Temporal.Instant }
  | { readonly kind: 'account'; readonly update: AccountUpdate; readonly at: Temporal.Instant }
  | { readonly kind: 'account_error'; readonly error: AccountError }
  | { readonly kind: 'notice'; readonly field: string; readonly value: unknown }

interface Placed {
  readonly update: Update
  /** Its place in the body, as a JSON pointer. */
  readonly pointer: string
}

export interface ReadUpdates {
  readonly updates: readonly Placed[]
  readonly unread: readonly Unmatched[]
}

/** Reads each item by itself, so that an invalid one does not affect the others. Unknown fields and events are skipped. */
export function readUpdates(body: Buffer, own: OwnAccount): ReadUpdates {
  const read = readChanges(body).flatMap((change) => readChange(change, own))
  return {
    updates: read.filter((item) => 'update' in item),
    unread: read.filter((item) => 'reason' in item),
  }
}

type Read = Placed | Unmatched

function readChange(change: Change, own: OwnAccount): Read[] {
  const { field, value, pointer } = change
  if (field === 'messages') return readMessages(value, pointer, own)
  if (!isOwnAccount(change, own)) return []
  switch (field) {
    case 'user_preferences':
      return readPreferences(value, pointer)
    case 'message_template_status_update':
    case 'template_category_update': {
      const update = readTemplateUpdate(field, value, own.template_language)
      if (update === 'not_own') return []
      return [dated(change, update, (update, at) => ({ kind: 'template', update, at }))]
    }
    case 'account_update': {
      const update = readAccountUpdate(value)
      return update === null ? [] : [dated(change, update, (update, at) => ({ kind: 'account', update, at }))]
    }
    case 'phone_number_quality_update':
    case 'business_capability_update':
      return [{ update: { kind: 'notice', field, value }, pointer }]
    default:
      return []
  }
}

const Recipient = Type.Object({ metadata: Type.Object({ phone_number_id: Type.String() }) })
const Messages = Type.Object({ messages: Type.Array(Type.Unknown()) })
const Statuses = Type.Object({ statuses: Type.Array(Type.Unknown()) })
const Preferences = Type.Object({ user_preferences: Type.Array(Type.Unknown()) })

function readMessages(value: unknown, pointer: string, own: OwnAccount): Read[] {
  if (Value.Check(Recipient, value) && value.metadata.phone_number_id !== own.phone_number_id) return []
  const messages = Value.Check(Messages, value) ? value.messages : []
  const statuses = Value.Check(Statuses, value) ? value.statuses : []
  return [
    ...messages.map((item, n): Read => {
      const message = readInbound(item)
      const where = `${pointer}/value/messages/${n}`
      if (message === null) return { reason: 'message_unreadable', item: where }
      return { update: { kind: 'inbound', message }, pointer: where }
    }),
    ...statuses.flatMap((item, n) =>
      preferenceAt(readRefusedMarketing(item), `${pointer}/value/statuses/${n}`),
    ),
    ...readAccountErrors(value).map((error, n): Read => {
      const where = `${pointer}/value/errors/${n}`
      if (error === null) return { reason: 'error_unreadable', item: where }
      return { update: { kind: 'account_error', error }, pointer: where }
    }),
  ]
}

function readPreferences(value: unknown, pointer: string): Read[] {
  if (!Value.Check(Preferences, value)) return []
  return value.user_preferences.flatMap((item, n) =>
    preferenceAt(readUserPreference(item), `${pointer}/value/user_preferences/${n}`),
  )
}

function preferenceAt(preference: MarketingPreference | null, pointer: string): Read[] {
  return preference === null ? [] : [{ update: { kind: 'marketing_preference', preference }, pointer }]
}

/** An update without a time is parked: its order among earlier updates is unknown. */
function dated<What>(
  { field, at, pointer }: Change,
  update: What | 'unreadable',
  toUpdate: (update: What, at: Temporal.Instant) => Update,
): Read {
  if (update === 'unreadable') return { reason: `${field}_unreadable`, item: pointer }
  if (at === null) return { reason: 'time_missing', item: pointer }
  return { update: toUpdate(update, at), pointer }
}

function isOwnAccount({ account_id }: Change, { business_account_id }: OwnAccount): boolean {
  return business_account_id === null || account_id === null || account_id === business_account_id
}
