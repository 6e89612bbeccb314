import { type Static, Type } from 'typebox'
import { Id, Instant, nullableString } from '../http/schemas.ts'
import { Registration } from './schemas.ts'

const Suppression = (description: string) =>
  Type.Unsafe<{ since: string; by: string } | null>({
    type: ['object', 'null'],
    properties: { since: { type: 'string', format: 'date-time' }, by: { type: 'string' } },
    required: ['since', 'by'],
    description,
  })

export const InboundMessage = Type.Object({
  id: Id,
  type: Type.String({ description: "WhatsApp's kind of message: text, button, image …" }),
  text: nullableString({ description: 'Null: it has no words.' }),
  preference: nullableString({ description: 'What it asked for: stop or start.' }),
  delivery_id: nullableString({ format: 'uuid', description: 'The delivery it answers to.' }),
  written_at: Instant,
  received_at: Instant,
})
export type InboundMessage = Static<typeof InboundMessage>

export const RegistrationDetails = Type.Interface([Registration], {
  suppression: Type.Object({
    whatsapp: Suppression('Nothing is sent by WhatsApp to this number until START comes from it.'),
    whatsapp_marketing: Suppression('Wants no marketing; the three messages are none, and go.'),
  }),
  inbound_messages: Type.Array(InboundMessage, {
    description: 'What came from this number by WhatsApp, whoever of its people wrote: the newest 50.',
  }),
})
export type RegistrationDetails = Static<typeof RegistrationDetails>
