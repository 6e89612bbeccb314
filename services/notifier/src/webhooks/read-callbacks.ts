import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { cleanProviderText } from '../providers/clean-provider-text.ts'
import { fromUnixSeconds, parseJson } from './changes.ts'

const Body = Type.Object({
  entry: Type.Array(
    Type.Object({ changes: Type.Array(Type.Object({ field: Type.String(), value: Type.Unknown() })) }),
  ),
})

const MAX_MESSAGE_ID_LENGTH = 1_000 // Meta's have some 60 characters; Postgres indexes up to 2,700 bytes

const Statuses = Type.Object({ statuses: Type.Array(Type.Unknown()) })

const Status = Type.Object({
  id: Type.String({ minLength: 1, maxLength: MAX_MESSAGE_ID_LENGTH }),
  status: Type.String(),
  timestamp: Type.String({ pattern: '^[0-9]{1,10}$' }),
  biz_opaque_callback_data: Type.Optional(Type.String()),
  errors: Type.Optional(
    Type.Array(
      Type.Object({
        code: Type.Integer(),
        title: Type.Optional(Type.String()),
        message: Type.Optional(Type.String()),
        error_data: Type.Optional(Type.Object({ details: Type.Optional(Type.String()) })),
      }),
    ),
  ),
})

type Status = Static<typeof Status>

/** One status update from Meta for one attempt. Fields that cannot be read are null. */
export interface Callback {
  /** From `biz_opaque_callback_data`; null when Dutybell did not send the message or Meta omits it. */
  readonly delivery_id: string | null
  readonly attempt: number | null
  readonly provider_message_id: string
  readonly status: 'sent' | 'delivered' | 'read' | 'failed'
  /** When it happened, by Meta's clock. */
  readonly at: Temporal.Instant
  readonly error: { readonly code: number; readonly text: string } | null
}

/** The status updates in a webhook body, and the invalid items with a reason and a JSON pointer. */
export interface ReadCallbacks {
  readonly callbacks: readonly Callback[]
  readonly unread: readonly { readonly reason: string; readonly item: string }[]
}

/** Reads each item by itself, so that an invalid one does not affect the others. Unknown fields and statuses are skipped. */
export function readCallbacks(body: Buffer): ReadCallbacks {
  const parsed = parseJson(body)
  if (!Value.Check(Body, parsed)) return { callbacks: [], unread: [{ reason: 'not_a_webhook', item: '' }] }
  const callbacks: Callback[] = []
  const unread: ReadCallbacks['unread'][number][] = []
  for (const { item, pointer } of statusesIn(parsed)) {
    if (!Value.Check(Status, item)) unread.push({ reason: 'status_unreadable', item: pointer })
    else if (isKnown(item.status)) callbacks.push(toCallback(item, item.status))
  }
  return { callbacks, unread }
}

function statusesIn({ entry }: Static<typeof Body>): { item: unknown; pointer: string }[] {
  return entry.flatMap(({ changes }, e) =>
    changes.flatMap(({ field, value }, c) =>
      field === 'messages' && Value.Check(Statuses, value)
        ? value.statuses.map((item, s) => ({
            item,
            pointer: `/entry/${e}/changes/${c}/value/statuses/${s}`,
          }))
        : [],
    ),
  )
}

function isKnown(status: string): status is Callback['status'] {
  return ['sent', 'delivered', 'read', 'failed'].includes(status)
}

function toCallback(item: Status, status: Callback['status']): Callback {
  const [error] = item.errors ?? []
  const text = error?.error_data?.details ?? error?.message ?? error?.title ?? ''
  return {
    ...readOpaque(item.biz_opaque_callback_data ?? ''),
    provider_message_id: item.id.replaceAll('\0', '').toWellFormed(),
    status,
    at: fromUnixSeconds(Number(item.timestamp)),
    error: error ? { code: error.code, text: cleanProviderText(text) } : null,
  }
}

/** `<delivery id>:<attempt number>`, as it was sent. */
function readOpaque(data: string): Pick<Callback, 'delivery_id' | 'attempt'> {
  const found = /^([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}):([1-9]\d{0,8})$/.exec(data)
  return { delivery_id: found?.[1] ?? null, attempt: found ? Number(found[2]) : null }
}
