/**
 * The message endpoint of the Cloud API, `POST /{phone number id}/messages`, as this system uses it. Requests are strict: Meta ignores
 * or refuses unknown fields. Answers are open: Meta adds fields without notice.
 */
import { type Static, Type } from 'typebox'

const STRICT = { additionalProperties: false }

/** `biz_opaque_callback_data` is echoed in each status webhook. */
export const MAX_OPAQUE_CHARACTERS = 512

/** Positional text: named parameters (`parameter_name`) belong to templates of another kind. */
export const TextParameter = Type.Object(
  { type: Type.Literal('text'), text: Type.String({ minLength: 1 }) },
  STRICT,
)

/** Header, body, or button; a button has `sub_type` and the index of its place. */
export const TemplateComponent = Type.Object(
  {
    type: Type.Union([Type.Literal('header'), Type.Literal('body'), Type.Literal('button')]),
    sub_type: Type.Optional(Type.Union([Type.Literal('quick_reply'), Type.Literal('url')])),
    index: Type.Optional(Type.String({ pattern: '^[0-9]$' })),
    parameters: Type.Array(TextParameter),
  },
  STRICT,
)

/** A template message to one person. `to` is accepted in E.164 with or without `+`. */
export const MessageRequest = Type.Object(
  {
    messaging_product: Type.Literal('whatsapp'),
    recipient_type: Type.Optional(Type.Literal('individual')),
    to: Type.String({ pattern: '^\\+?[1-9][0-9]{6,14}$' }),
    type: Type.Literal('template'),
    biz_opaque_callback_data: Type.Optional(Type.String({ maxLength: MAX_OPAQUE_CHARACTERS })),
    template: Type.Object(
      {
        name: Type.String({ pattern: '^[a-z0-9_]{1,512}$' }),
        language: Type.Object(
          {
            code: Type.String({ pattern: '^[a-z]{2,3}(_[A-Z]{2})?$' }),
            policy: Type.Optional(Type.Literal('deterministic')),
          },
          STRICT,
        ),
        components: Type.Optional(Type.Array(TemplateComponent)),
      },
      STRICT,
    ),
  },
  STRICT,
)
export type MessageRequest = Static<typeof MessageRequest>

/** The 200 answer. `wa_id` is absent for a user whose number Meta does not disclose; `message_status` names a held message. */
export const MessageAnswer = Type.Object({
  messaging_product: Type.Literal('whatsapp'),
  contacts: Type.Optional(
    Type.Array(
      Type.Object({ input: Type.String(), wa_id: Type.Optional(Type.String({ pattern: '^[0-9]+$' })) }),
    ),
  ),
  messages: Type.Array(
    Type.Object({ id: Type.String({ minLength: 1 }), message_status: Type.Optional(Type.String()) }),
    { minItems: 1 },
  ),
})
export type MessageAnswer = Static<typeof MessageAnswer>

/** The body of every refused request of the Graph API. `code` is what the error catalogue classifies. */
export const GraphError = Type.Object({
  error: Type.Object({
    message: Type.String(),
    type: Type.Optional(Type.String()),
    code: Type.Integer(),
    error_subcode: Type.Optional(Type.Integer()),
    error_data: Type.Optional(Type.Object({ details: Type.Optional(Type.String()) })),
    is_transient: Type.Optional(Type.Boolean()),
    fbtrace_id: Type.Optional(Type.String()),
  }),
})
export type GraphError = Static<typeof GraphError>
