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

const Consent = Type.Unsafe<{
  at: string
  source: string | null
  words: string | null
  withdrawn_at: string | null
} | null>({
  type: ['object', 'null'],
  properties: {
    at: { type: 'string', format: 'date-time' },
    source: { type: ['string', 'null'], description: 'The form, the list or the call.' },
    words: { type: ['string', 'null'], description: 'Null where the client did not give it.' },
    withdrawn_at: { type: ['string', 'null'], format: 'date-time' },
  },
  required: ['at', 'source', 'words', 'withdrawn_at'],
  description: 'The consent to WhatsApp messages; null: never given.',
})

export const InboundMessage = Type.Object(
  {
    id: Id,
    type: Type.String({ description: "WhatsApp's kind of message: text, button, image …" }),
    text: nullableString({ description: 'Null: no words.' }),
    preference: nullableString({ description: 'The request in the message: stop or start.' }),
    delivery_id: nullableString({ format: 'uuid', description: 'The delivery that the message replies to.' }),
    written_at: Instant,
    received_at: Instant,
  },
  { title: 'InboundMessage' },
)
export type InboundMessage = Static<typeof InboundMessage>

export const RegistrationDetails = Type.Interface(
  [Registration],
  {
    consent: Consent,
    suppression: Type.Object({
      whatsapp: Suppression('Nothing is sent by WhatsApp to this number until START comes from it.'),
      whatsapp_marketing: Suppression('Wants no marketing; the three messages are none, and go.'),
    }),
    inbound_messages: Type.Array(InboundMessage, {
      description: 'The newest 50 WhatsApp messages from this number, of all people registered with it.',
    }),
  },
  { title: 'RegistrationDetails' },
)
export type RegistrationDetails = Static<typeof RegistrationDetails>
