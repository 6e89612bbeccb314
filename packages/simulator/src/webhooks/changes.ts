import type { Callbacks, GraphFault, StatusName } from '../behaviour/callbacks.ts'
import { titleOf } from '../graph/graph-error.ts'
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
): Change {
  const waId = message.wa_id ?? ''
  const echo = callbacks.echo_opaque_data !== false && message.biz_opaque_callback_data !== null
  const item = {
    id: message.wamid,
    status,
    timestamp: unixSeconds(at),
    ...(callbacks.without_recipient === true ? {} : { recipient_id: waId }),
    ...(echo ? { biz_opaque_callback_data: message.biz_opaque_callback_data } : {}),
    ...(status === 'sent' || status === 'delivered' ? { pricing: PRICING } : {}),
    ...(status === 'failed' ? { errors: [statusError(callbacks.error ?? UNDELIVERABLE)] } : {}),
  }
  const contact = { profile: { name: message.parameters[0] ?? 'Volunteer' }, wa_id: waId }
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
  const { from, wamid, text } = message
  const timestamp = unixSeconds(new Date(message.received_at))
  return {
    field: 'messages',
    value: {
      ...envelope(identity),
      contacts: [{ profile: { name }, wa_id: from }],
      messages: [{ from, id: wamid, timestamp, type: 'text', text: { body: text } }],
    },
  }
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
