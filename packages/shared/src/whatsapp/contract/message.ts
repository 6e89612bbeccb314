/**
 * The message endpoint of the Cloud API, `POST /{phone number id}/messages`, as this system uses it. The rules are those of Meta's
 * pages on template messages and error codes, of September 2026, where no other source is given. Requests are strict: Meta refuses a
 * misspelt field with code 100. Answers are open: Meta adds fields without notice.
 */
import { type Static, Type } from 'typebox'
import { MAX_RENDERED_CHARACTERS } from '../../templates/render.ts'

const STRICT = { additionalProperties: false }

/** `biz_opaque_callback_data`, echoed in each status webhook: at most 512 characters (256 until 2024). */
const MAX_OPAQUE_CHARACTERS = 512

/**
 * A positional parameter. Meta refuses an empty text (131008), a longer one than the rendered body may be (132005), and a new line, a
 * tab or more than four spaces in a row (132018 since v23.0, 100 before; measured by several senders in 2026).
 */
const TextParameter = Type.Object(
  {
    type: Type.Literal('text'),
    text: Type.String({
      minLength: 1,
      maxLength: MAX_RENDERED_CHARACTERS,
      pattern: '^(?!.*[\\n\\r\\t])(?!.* {5})',
    }),
  },
  STRICT,
)

/** The templates of this system have parameters in the body only. */
const BodyComponent = Type.Object(
  { type: Type.Literal('body'), parameters: Type.Array(TextParameter) },
  STRICT,
)

/** A template message to one person. */
export const MessageRequest = Type.Object(
  {
    messaging_product: Type.Literal('whatsapp'),
    // Meta's OpenAPI document v23.0 lists it as required; the servers take `individual` as the default.
    recipient_type: Type.Optional(Type.Literal('individual')),
    // E.164. Without the plus sign Meta prepends the country code of the sender.
    to: Type.String({ pattern: '^\\+[1-9][0-9]{6,14}$' }),
    type: Type.Literal('template'),
    biz_opaque_callback_data: Type.Optional(Type.String({ minLength: 1, maxLength: MAX_OPAQUE_CHARACTERS })),
    template: Type.Object(
      {
        name: Type.String({ pattern: '^[a-z0-9_]{1,512}$' }),
        // With an underscore here, with a hyphen in webhooks. `policy` is optional in practice and has one value.
        language: Type.Object({ code: Type.String({ pattern: '^[a-z]{2,3}(_[A-Z]{2})?$' }) }, STRICT),
        components: Type.Optional(Type.Array(BodyComponent, { maxItems: 1 })),
      },
      STRICT,
    ),
  },
  STRICT,
)
export type MessageRequest = Static<typeof MessageRequest>

/**
 * The 200 answer. `wa_id` is absent for a user whose number Meta does not disclose (business-scoped user ids, March 2026). `message_status`
 * is `accepted`, `held_for_quality_assessment` or `paused`; absent means accepted.
 */
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

/**
 * The body of each refused request of the Graph API. Meta asks clients to branch on `code` and `details`: the error catalogue lists
 * the codes.
 */
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
