import { Type, type Static } from 'typebox'
import { Answer } from './answer.ts'
import { Callbacks } from './callbacks.ts'
import { MailRule } from './mail-rule.ts'
import { Milliseconds, RuleBounds } from './rule-bounds.ts'

export const MessageRule = Type.Object(
  {
    ...RuleBounds,
    template: Type.Optional(Type.String()),
    /** `reads` are the GETs of Graph: they know no recipient. */
    on: Type.Optional(Type.Union([Type.Literal('messages'), Type.Literal('reads'), Type.Literal('all')])),
    latency_ms: Type.Optional(Milliseconds),
    answer: Type.Optional(Answer),
    callbacks: Type.Optional(Callbacks),
  },
  { additionalProperties: false },
)
export type MessageRule = Static<typeof MessageRule>

export const Account = Type.Object(
  {
    health: Type.Optional(
      Type.Union([Type.Literal('AVAILABLE'), Type.Literal('LIMITED'), Type.Literal('BLOCKED')]),
    ),
    phone_status: Type.Optional(Type.String()),
    quality_rating: Type.Optional(Type.String()),
    /** Every call is answered 190, subcode 463. */
    token_expired: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)
export type Account = Static<typeof Account>

/** What the simulator does other than the obvious. The first rule that matches decides. */
export const Behaviour = Type.Object(
  {
    /** Of the draws for `rate`: the same seed draws the same. */
    seed: Type.Optional(Type.Integer()),
    messages: Type.Optional(Type.Array(MessageRule)),
    mails: Type.Optional(Type.Array(MailRule)),
    /** For messages whose rule has none of its own. */
    callbacks: Type.Optional(Callbacks),
    webhooks: Type.Optional(
      Type.Object(
        {
          /** The most updates in one POST; Meta sends up to 1,000. */
          batch_size: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
          /** How long an update waits for company. */
          hold_ms: Type.Optional(Milliseconds),
          bad_signature: Type.Optional(Type.Boolean()),
        },
        { additionalProperties: false },
      ),
    ),
    limits: Type.Optional(
      Type.Object(
        {
          /** Beyond it: 130429. */
          messages_per_second: Type.Optional(Type.Integer({ minimum: 1 })),
          /** A burst of 45 to one recipient, then one per six seconds; beyond it: 131056. */
          pair: Type.Optional(Type.Boolean()),
        },
        { additionalProperties: false },
      ),
    ),
    account: Type.Optional(Account),
  },
  { additionalProperties: false },
)
export type Behaviour = Static<typeof Behaviour>
