import { Type, type Static } from 'typebox'

/** The answer to one POST. With `taken: true` Meta accepts the message in spite of the error: a repeated send is a duplicate. */
export const Answer = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('accepted'),
      message_status: Type.Optional(
        Type.Union([
          Type.Literal('accepted'),
          Type.Literal('held_for_quality_assessment'),
          Type.Literal('paused'),
          Type.Null(),
        ]),
      ),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      kind: Type.Literal('error'),
      code: Type.Integer(),
      http_status: Type.Optional(Type.Integer({ minimum: 400, maximum: 599 })),
      title: Type.Optional(Type.String()),
      details: Type.Optional(Type.String()),
      error_subcode: Type.Optional(Type.Integer()),
      type: Type.Optional(Type.String()),
      is_transient: Type.Optional(Type.Boolean()),
      retry_after_seconds: Type.Optional(Type.Integer({ minimum: 0 })),
      taken: Type.Optional(Type.Boolean()),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      kind: Type.Literal('html'),
      http_status: Type.Optional(Type.Integer({ minimum: 400, maximum: 599 })),
      retry_after_seconds: Type.Optional(Type.Integer({ minimum: 0 })),
      taken: Type.Optional(Type.Boolean()),
    },
    { additionalProperties: false },
  ),
  // 200 with the first half of the JSON: accepted, but the message id is lost.
  Type.Object({ kind: Type.Literal('cut_off') }, { additionalProperties: false }),
  // Accepted, then the connection breaks before the answer.
  Type.Object({ kind: Type.Literal('lost') }, { additionalProperties: false }),
  // No answer; accepted unless `taken` is false.
  Type.Object(
    { kind: Type.Literal('hang'), taken: Type.Optional(Type.Boolean()) },
    { additionalProperties: false },
  ),
  // Not accepted, and the connection is reset.
  Type.Object({ kind: Type.Literal('reset') }, { additionalProperties: false }),
])
export type Answer = Static<typeof Answer>
