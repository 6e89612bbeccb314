import { Type, type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { TEMPLATE_NAMES } from '@dutybell/shared/templates/catalogue'
import type { OutgoingMessage } from '../outcome.ts'

const MAX_OPAQUE_CHARACTERS = 512 // Meta's limit of biz_opaque_callback_data

const TextParameter = Type.Object(
  {
    type: Type.Literal('text'),
    // Meta rejects new lines, tabs and more than four spaces in a row (132018), and empty text (131008).
    text: Type.String({ minLength: 1, pattern: '^(?!.*[\\n\\r\\t])(?!.* {5})' }),
  },
  { additionalProperties: false },
)

const BodyComponent = Type.Object(
  { type: Type.Literal('body'), parameters: Type.Array(TextParameter, { minItems: 1 }) },
  { additionalProperties: false },
)

/** The body of `POST /{phone number id}/messages`. */
export const TemplatePayload = Type.Object(
  {
    messaging_product: Type.Literal('whatsapp'),
    recipient_type: Type.Literal('individual'),
    // Without the plus sign Meta prepends the sender's country code.
    to: Type.String({ pattern: '^\\+[1-9][0-9]{6,14}$' }),
    type: Type.Literal('template'),
    biz_opaque_callback_data: Type.String({ minLength: 1, maxLength: MAX_OPAQUE_CHARACTERS }),
    template: Type.Object(
      {
        name: Type.Enum([...TEMPLATE_NAMES]),
        language: Type.Object(
          { code: Type.String({ pattern: '^[a-z]{2,3}(_[A-Z]{2})?$' }) },
          { additionalProperties: false },
        ),
        components: Type.Array(BodyComponent, { minItems: 1, maxItems: 1 }),
      },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
)

export type TemplatePayload = Static<typeof TemplatePayload>

const templatePayload = Compile(TemplatePayload)

type PayloadSource = Pick<OutgoingMessage, 'delivery_id' | 'attempt' | 'recipient' | 'template' | 'language'>

/** `parameters` as prepareMessage returns them. Meta returns the opaque data with each receipt. */
export function buildPayload(message: PayloadSource, parameters: readonly string[]): TemplatePayload {
  return {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    to: `+${message.recipient.replaceAll(/\D/gu, '')}`,
    type: 'template',
    biz_opaque_callback_data: `${message.delivery_id}:${message.attempt}`,
    template: {
      name: message.template,
      language: { code: message.language },
      components: [{ type: 'body', parameters: parameters.map((text) => ({ type: 'text', text })) }],
    },
  }
}

/** The errors of a payload, without its values; empty if it is valid. */
export function findPayloadFaults(payload: unknown): string[] {
  if (templatePayload.Check(payload)) return []
  return templatePayload.Errors(payload).map((fault) => `${fault.instancePath || '/'} ${fault.message}`)
}
