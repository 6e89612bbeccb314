import { withAdvice } from '@dutybell/shared/whatsapp/error-catalogue'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { type Account, readRecipient } from '../inbound/read-account.ts'
import { cleanProviderText } from '../providers/clean-provider-text.ts'
import { fromUnixSeconds, UnixSeconds } from './changes.ts'

const MAX_MESSAGE_ID_LENGTH = 1_000 // Meta's have some 60 characters; Postgres indexes up to 2,700 bytes

const Words = Type.Optional(Type.Union([Type.String(), Type.Null()]))

const Status = Type.Object({
  id: Type.String({ minLength: 1, maxLength: MAX_MESSAGE_ID_LENGTH }),
  status: Type.String(),
  timestamp: UnixSeconds,
  biz_opaque_callback_data: Type.Optional(Type.Unknown()),
  errors: Type.Optional(
    Type.Union([
      Type.Array(
        Type.Object({
          code: Type.Integer(),
          title: Words,
          message: Words,
          error_data: Type.Optional(Type.Union([Type.Object({ details: Words }), Type.Null()])),
        }),
      ),
      Type.Null(),
    ]),
  ),
})

type Status = Static<typeof Status>

/** One status update from Meta for one attempt. Fields that cannot be read are null. */
export interface Receipt {
  /** Of the recipient: fields of Meta that are absent, are null. */
  readonly account: Account
  /** From `biz_opaque_callback_data`; null when Dutybell did not send the message or Meta omits it. */
  readonly delivery_id: string | null
  readonly attempt: number | null
  /** The opaque data are those of another program that sends from the same number. */
  readonly is_foreign: boolean
  readonly provider_message_id: string
  readonly status: 'sent' | 'delivered' | 'read' | 'failed'
  /** When it happened, by Meta's clock. */
  readonly at: Temporal.Instant
  readonly error: { readonly code: number; readonly text: string } | null
}

/** @returns null for an unknown status */
export function readReceipt(item: unknown, contacts: unknown = []): Receipt | 'unreadable' | null {
  if (!Value.Check(Status, item)) return 'unreadable'
  return isKnown(item.status) ? toReceipt(item, item.status, readRecipient(item, contacts)) : null
}

function isKnown(status: string): status is Receipt['status'] {
  return ['sent', 'delivered', 'read', 'failed'].includes(status)
}

function toReceipt(item: Status, status: Receipt['status'], account: Account): Receipt {
  const [error] = item.errors ?? []
  const text = error?.error_data?.details ?? error?.message ?? error?.title ?? ''
  return {
    ...readOpaque(item.biz_opaque_callback_data),
    account,
    provider_message_id: item.id.replaceAll('\0', '').toWellFormed(),
    status,
    at: fromUnixSeconds(Number(item.timestamp)),
    error: error ? { code: error.code, text: withAdvice(error.code, cleanProviderText(text), text) } : null,
  }
}

const DELIVERY_ID = '([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})'
const ATTEMPT = new RegExp(`^${DELIVERY_ID}:([1-9]\\d{0,8})$`)
const LIKE_ATTEMPT = new RegExp(`^${DELIVERY_ID}:`)

/** `<delivery id>:<attempt number>`, as it was sent. */
function readOpaque(data: unknown): Pick<Receipt, 'delivery_id' | 'attempt' | 'is_foreign'> {
  const text = typeof data === 'string' ? data : ''
  const found = ATTEMPT.exec(text)
  return {
    delivery_id: found?.[1] ?? null,
    attempt: found ? Number(found[2]) : null,
    is_foreign: text !== '' && !LIKE_ATTEMPT.test(text),
  }
}
