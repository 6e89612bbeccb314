import type { Callbacks, GraphFault, StatusName } from '../behaviour/callbacks.ts'
import { titleOf } from '../graph/graph-error.ts'
import { createWamid } from '../graph/whatsapp-ids.ts'
import type { StoredTemplate } from '../graph/template-store.ts'
import type { InboundMessage, SimulatedMessage } from '../ledger/entries.ts'
import type { Identity } from '../graph/account.ts'

/** One update, as an item of `entry[].changes[]`. */
export interface Change {
  readonly field: string
  readonly value: Readonly<Record<string, unknown>>
}

const UNDELIVERABLE: GraphFault = { code: 131026, details: 'Message undeliverable.' }

export function statusChange(
  identity: Identity,
  message: SimulatedMessage,
  status: StatusName,
  at: Date,
  callbacks: Callbacks,
  user_id: string | null = null,
): Change {
  const waId = message.wa_id ?? ''
  const echo = callbacks.echo_opaque_data !== false && message.biz_opaque_callback_data !== null
  const item = {
    id: message.wamid,
    status,
    timestamp: unixSeconds(at),
    ...(callbacks.without_recipient === true
      ? {}
      : user_id === null
        ? { recipient_id: waId }
        : { recipient_user_id: user_id }),
    ...(echo ? { biz_opaque_callback_data: message.biz_opaque_callback_data } : {}),
    ...(status === 'sent' || status === 'delivered' ? { pricing: PRICING } : {}),
    ...(status === 'failed' ? { errors: [statusError(callbacks.error ?? UNDELIVERABLE)] } : {}),
  }
  const contact = {
    profile: { name: message.parameters[0] ?? 'Volunteer' },
    ...(user_id === null ? { wa_id: waId } : { user_id }),
  }
  return {
    field: 'messages',
    value: {
      ...envelope(identity),
      ...(status === 'failed' || callbacks.without_recipient === true ? {} : { contacts: [contact] }),
      statuses: [item],
    },
  }
}

export function inboundChange(identity: Identity, message: InboundMessage, name: string): Change {
  const { from, wamid, text, user_id } = message
  const timestamp = unixSeconds(new Date(message.received_at))
  const contact = user_id === null ? { wa_id: from } : { user_id }
  const writer = user_id === null ? { from } : { from_user_id: user_id }
  return {
    field: 'messages',
    value: {
      ...envelope(identity),
      contacts: [{ profile: { name }, ...contact }],
      messages: [{ ...writer, id: wamid, timestamp, type: 'text', text: { body: text } }],
    },
  }
}

/** What Meta writes in place of a person who has another number now. */
export function numberChange(
  identity: Identity,
  { from, to, at }: { from: string; to: string; at: Date },
): Change {
  const system = { type: 'user_changed_number', body: `User changed from ${from} to ${to}`, wa_id: to }
  const message = {
    from,
    id: createWamid(from, 'incoming'),
    timestamp: unixSeconds(at),
    type: 'system',
    system,
  }
  return { field: 'messages', value: { ...envelope(identity), messages: [message] } }
}

/** Meta writes the language with a hyphen here, and the id as a bare integer (see `encodeChanges`). */
export function templateStatusChange(stored: StoredTemplate, reason: string): Change {
  return {
    field: 'message_template_status_update',
    value: {
      event: stored.status,
      message_template_id: stored.id,
      message_template_name: stored.name,
      message_template_language: stored.language.replaceAll('_', '-'),
      message_template_category: stored.category,
      reason,
    },
  }
}

const PRICING = { billable: true, pricing_model: 'PMP', type: 'regular', category: 'utility' }

function envelope(identity: Identity): Record<string, unknown> {
  return {
    messaging_product: 'whatsapp',
    metadata: {
      display_phone_number: identity.display_phone_number,
      phone_number_id: identity.phone_number_id,
    },
  }
}

function statusError({ code, title = titleOf(code), details = title }: GraphFault): Record<string, unknown> {
  return {
    code,
    title,
    message: title,
    error_data: { details },
    href: 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/',
  }
}

function unixSeconds(at: Date): string {
  return String(Math.floor(at.getTime() / 1000))
}
