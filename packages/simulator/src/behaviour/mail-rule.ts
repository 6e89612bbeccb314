import { Type, type Static } from 'typebox'
import { Milliseconds, RuleBounds } from './rule-bounds.ts'

export const MailRule = Type.Object(
  {
    ...RuleBounds,
    latency_ms: Type.Optional(Milliseconds),
    answer: Type.Union([
      Type.Object(
        {
          kind: Type.Literal('refuse'),
          /** At `auth` and `sender` no recipient is known yet: `to` is not looked at. */
          at: Type.Union([
            Type.Literal('auth'),
            Type.Literal('sender'),
            Type.Literal('recipient'),
            Type.Literal('data'),
          ]),
          smtp_code: Type.Integer({ minimum: 400, maximum: 599 }),
          text: Type.Optional(Type.String()),
        },
        { additionalProperties: false },
      ),
      // The connection breaks after the message was handed over; taken unless told otherwise.
      Type.Object(
        { kind: Type.Literal('drop'), taken: Type.Optional(Type.Boolean()) },
        { additionalProperties: false },
      ),
      Type.Object({ kind: Type.Literal('accepted') }, { additionalProperties: false }),
    ]),
  },
  { additionalProperties: false },
)
export type MailRule = Static<typeof MailRule>
