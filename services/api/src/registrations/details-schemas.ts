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

const NumberChange = Type.Unsafe<{
  new_phone_number: string | null
  at: string
  decided_at: string | null
} | null>({
  type: ['object', 'null'],
  properties: {
    new_phone_number: { type: ['string', 'null'], description: 'Null where Meta does not disclose it.' },
    at: { type: 'string', format: 'date-time' },
    decided_at: { type: ['string', 'null'], format: 'date-time' },
  },
  required: ['new_phone_number', 'at', 'decided_at'],
  description:
    'The latest change of the number that WhatsApp reported. Until `decided_at`, WhatsApp messages are held.',
})

/** The decision that the registered number stays. */
export const KeepNumber = Type.Object(
  { keep: Type.Literal(true) },
  { title: 'KeepNumber', additionalProperties: false, examples: [{ keep: true }] },
)

export const InboundMessage = Type.Object(
  {
    id: Id,
    type: Type.String({ description: "WhatsApp's kind of message: text, button, image …" }),
    text: nullableString({ description: 'Null: no words.' }),
    preference: nullableString({ description: 'The request in the message: stop or start.' }),
    effect: nullableString({
      description:
        'What the request changed: suppressed, resumed, superseded (a later one holds), not_attributed.',
    }),
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
      whatsapp_marketing: Suppression(
        'Wants no marketing: the messages of this service are none and are sent.',
      ),
      email: Suppression('Nothing is sent by e-mail to this address.'),
    }),
    number_change: NumberChange,
    inbound_messages: Type.Array(InboundMessage, {
      description: 'The newest 50 WhatsApp messages from this number, of all people registered with it.',
    }),
  },
  { title: 'RegistrationDetails' },
)
export type RegistrationDetails = Static<typeof RegistrationDetails>
