import { Type, type Static } from 'typebox'

/** At most ten minutes: longer than each time-out under test. */
export const Milliseconds = Type.Integer({ minimum: 0, maximum: 600_000 })

export const GraphFault = Type.Object(
  {
    code: Type.Integer(),
    title: Type.Optional(Type.String()),
    details: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
)
export type GraphFault = Static<typeof GraphFault>

export const StatusName = Type.Union([
  Type.Literal('sent'),
  Type.Literal('delivered'),
  Type.Literal('read'),
  Type.Literal('failed'),
])
export type StatusName = Static<typeof StatusName>

/** The status webhooks of an accepted message. */
export const Callbacks = Type.Object(
  {
    /** In the order of sending: `[]` sends none, `['read', 'delivered', 'sent']` is out of order. */
    statuses: Type.Optional(Type.Array(StatusName, { maxItems: 10 })),
    /** Delays after acceptance, one for each status; the last one applies to the rest. */
    after_ms: Type.Optional(Type.Array(Milliseconds, { minItems: 1, maxItems: 10 })),
    copies: Type.Optional(Type.Integer({ minimum: 1, maximum: 10 })),
    /** The first status is sent before the POST is answered. */
    before_answer: Type.Optional(Type.Boolean()),
    /** Of `failed`. */
    error: Type.Optional(GraphFault),
    echo_opaque_data: Type.Optional(Type.Boolean()),
    without_recipient: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)
export type Callbacks = Static<typeof Callbacks>
