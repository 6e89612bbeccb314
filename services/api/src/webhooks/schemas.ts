import { Type } from 'typebox'
import { nothing } from '../http/headers.ts'

export const Challenge = {
  description: 'The challenge, as the whole body.',
  content: { 'text/plain': { schema: Type.String() } },
}

export const Stored = nothing('The body is stored.')

export const Handshake = Type.Object({
  'hub.mode': Type.Optional(Type.String({ examples: ['subscribe'] })),
  'hub.verify_token': Type.Optional(
    Type.String({ description: 'META_WA_WEBHOOK_VERIFY_TOKEN.', examples: ['a-secret-token'] }),
  ),
  'hub.challenge': Type.Optional(
    Type.String({ description: 'Returned in the answer.', examples: ['1158201444'] }),
  ),
})

/** For the document only: what is verified are the bytes. */
export const SIGNED_CALLBACK = {
  headers: Type.Object({
    'x-hub-signature-256': Type.String({
      description:
        'HMAC-SHA256 of the body with the secret of the app; here of the example with `an-app-secret`.',
      examples: ['sha256=cecfa36f46ea73c8481071dc29a6c031566b17ca38f5da884ce85fdf6bc085c5'],
    }),
  }),
  body: Type.Object(
    { object: Type.Optional(Type.String()), entry: Type.Optional(Type.Array(Type.Unknown())) },
    {
      additionalProperties: true,
      description: "As Meta's Cloud API documents it.",
      examples: [{ object: 'whatsapp_business_account', entry: [] }],
    },
  ),
}
