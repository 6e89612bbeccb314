/** Webhook bodies of the field `messages` and their envelope. Everything is open: Meta adds fields and kinds without notice. */
import { type Static, Type } from 'typebox'

/** Unix seconds, as a string of digits; some senders of the field write a number. */
export const Timestamp = Type.Union([Type.String({ pattern: '^[0-9]+$' }), Type.Integer({ minimum: 0 })])

/** Of a failed message, of an inbound message that cannot be shown, or of the account. */
const WebhookError = Type.Object({
  code: Type.Integer(),
  title: Type.Optional(Type.String()),
  message: Type.Optional(Type.String()),
  error_data: Type.Optional(Type.Object({ details: Type.Optional(Type.String()) })),
})

/** A receipt. `recipient_id` is absent for a user whose number Meta does not disclose; the opaque data is echoed. */
export const Status = Type.Object({
  id: Type.String({ minLength: 1 }),
  status: Type.String(),
  timestamp: Timestamp,
  recipient_id: Type.Optional(Type.String()),
  recipient_user_id: Type.Optional(Type.String()),
  biz_opaque_callback_data: Type.Optional(Type.String()),
  errors: Type.Optional(Type.Array(WebhookError)),
})
export type Status = Static<typeof Status>

const Words = Type.Object({ body: Type.Optional(Type.String()) })
const Caption = Type.Object({ caption: Type.Optional(Type.String()) })
const Choice = Type.Object({ id: Type.Optional(Type.String()), title: Type.Optional(Type.String()) })

/**
 * A message that a person wrote, or that the system wrote about a person. The field named like `type` holds its content. The writer is
 * `from` (digits) or, without a disclosed number, `from_user_id`; a message of a group has `group_id`.
 */
export const Inbound = Type.Object({
  id: Type.String({ minLength: 1 }),
  type: Type.String(),
  timestamp: Timestamp,
  from: Type.Optional(Type.String()),
  from_user_id: Type.Optional(Type.String()),
  group_id: Type.Optional(Type.String()),
  context: Type.Optional(
    Type.Object({ id: Type.Optional(Type.String()), from: Type.Optional(Type.String()) }),
  ),
  text: Type.Optional(Words),
  button: Type.Optional(
    Type.Object({ text: Type.Optional(Type.String()), payload: Type.Optional(Type.String()) }),
  ),
  interactive: Type.Optional(
    Type.Object({
      type: Type.Optional(Type.String()),
      button_reply: Type.Optional(Choice),
      list_reply: Type.Optional(Choice),
    }),
  ),
  image: Type.Optional(Caption),
  video: Type.Optional(Caption),
  document: Type.Optional(Caption),
  reaction: Type.Optional(Type.Object({ message_id: Type.String(), emoji: Type.Optional(Type.String()) })),
  edit: Type.Optional(
    Type.Object({
      original_message_id: Type.Optional(Type.String()),
      message: Type.Object({ type: Type.Optional(Type.String()), text: Type.Optional(Words) }),
    }),
  ),
  unsupported: Type.Optional(Type.Object({ type: Type.Optional(Type.String()) })),
  system: Type.Optional(
    Type.Object({
      type: Type.Optional(Type.String()),
      body: Type.Optional(Type.String()),
      wa_id: Type.Optional(Type.String()),
      user_id: Type.Optional(Type.String()),
    }),
  ),
  errors: Type.Optional(Type.Array(WebhookError)),
})
export type Inbound = Static<typeof Inbound>

export const Contact = Type.Object({
  wa_id: Type.Optional(Type.String()),
  user_id: Type.Optional(Type.String()),
  profile: Type.Optional(
    Type.Object({ name: Type.Optional(Type.String()), username: Type.Optional(Type.String()) }),
  ),
})

/** The value of `field: "messages"`. `errors` at this level concern the number or the account. */
export const MessagesValue = Type.Object({
  messaging_product: Type.Literal('whatsapp'),
  metadata: Type.Object({ display_phone_number: Type.String(), phone_number_id: Type.String() }),
  contacts: Type.Optional(Type.Array(Contact)),
  messages: Type.Optional(Type.Array(Inbound)),
  statuses: Type.Optional(Type.Array(Status)),
  errors: Type.Optional(Type.Array(WebhookError)),
})
export type MessagesValue = Static<typeof MessagesValue>

/** One update: `field` says of which kind `value` is. */
export const Change = Type.Object({ field: Type.String(), value: Type.Object({}) })
export type Change = Static<typeof Change>

/** The body of each call. Meta puts several statuses into a value, several changes into an entry, and several entries into a body. */
export const WebhookBody = Type.Object({
  object: Type.Literal('whatsapp_business_account'),
  entry: Type.Array(
    Type.Object({
      id: Type.String(),
      time: Type.Optional(Timestamp),
      changes: Type.Optional(Type.Array(Change)),
    }),
  ),
})
export type WebhookBody = Static<typeof WebhookBody>
