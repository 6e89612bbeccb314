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
    source: { type: ['string', 'null'], description: 'Where: the form, the list, the call.' },
    words: { type: ['string', 'null'], description: 'Null where the client did not say.' },
    withdrawn_at: { type: ['string', 'null'], format: 'date-time' },
  },
  required: ['at', 'source', 'words', 'withdrawn_at'],
  description: 'How the person agreed to be told by WhatsApp; null where they never did.',
})

export const InboundMessage = Type.Object(
  {
    id: Id,
    type: Type.String({ description: "WhatsApp's kind of message: text, button, image …" }),
    text: nullableString({ description: 'Null: it has no words.' }),
    preference: nullableString({ description: 'What it asked for: stop or start.' }),
    delivery_id: nullableString({ format: 'uuid', description: 'The delivery it answers to.' }),
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
      description: 'What came from this number by WhatsApp, whoever of its people wrote: the newest 50.',
    }),
  },
  { title: 'RegistrationDetails' },
)
export type RegistrationDetails = Static<typeof RegistrationDetails>
