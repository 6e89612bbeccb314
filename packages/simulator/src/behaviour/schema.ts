import { Type, type Static } from 'typebox'
import { Answer } from './answer.ts'
import { Callbacks, Milliseconds } from './callbacks.ts'

/** Selects the messages of a rule. */
const RuleBounds = {
  /** Only this recipient: a phone number in any notation, or an e-mail address. */
  to: Type.Optional(Type.String({ minLength: 1 })),
  /** Only this share of the matching messages, 0 to 1. */
  rate: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  /** Only the next messages, this many. */
  count: Type.Optional(Type.Integer({ minimum: 1 })),
}

export const MessageRule = Type.Object(
  {
    ...RuleBounds,
    template: Type.Optional(Type.String()),
    /** `reads` are the GET requests of Graph, which have no recipient. */
    on: Type.Optional(Type.Union([Type.Literal('messages'), Type.Literal('reads'), Type.Literal('all')])),
    latency_ms: Type.Optional(Milliseconds),
    answer: Type.Optional(Answer),
    callbacks: Type.Optional(Callbacks),
  },
  { additionalProperties: false },
)
export type MessageRule = Static<typeof MessageRule>

export const MailRule = Type.Object(
  {
    ...RuleBounds,
    latency_ms: Type.Optional(Milliseconds),
    answer: Type.Union([
      Type.Object(
        {
          kind: Type.Literal('refuse'),
          /** At `auth` and `sender` no recipient is known yet: `to` is ignored. */
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
      // The connection breaks after the message was received; accepted unless `taken` is false.
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

export const Account = Type.Object(
  {
    health: Type.Optional(
      Type.Union([Type.Literal('AVAILABLE'), Type.Literal('LIMITED'), Type.Literal('BLOCKED')]),
    ),
    phone_status: Type.Optional(Type.String()),
    quality_rating: Type.Optional(Type.String()),
    name_status: Type.Optional(Type.String()),
    account_mode: Type.Optional(Type.Union([Type.Literal('LIVE'), Type.Literal('SANDBOX')])),
    review_status: Type.Optional(Type.String()),
    /** `TIER_250`, `TIER_2K`, `TIER_10K`, `TIER_100K` or `TIER_UNLIMITED`. */
    messaging_limit: Type.Optional(Type.String()),
    /** The number belongs to another account than that of the templates. */
    without_number: Type.Optional(Type.Boolean()),
    /** The bearer tokens that are accepted: others were revoked. In place of META_WA_ACCESS_TOKEN. */
    access_tokens: Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
    /** After it was reset: signs the webhooks, in place of META_WA_APP_SECRET. */
    app_secret: Type.Optional(Type.String({ minLength: 1 })),
    /** Each call is refused with code 190, subcode 463. */
    token_expired: Type.Optional(Type.Boolean()),
    /** Of the token, in Unix seconds; 0 is never. */
    token_expires_at: Type.Optional(Type.Integer({ minimum: 0 })),
    /** Of the token; calls that need another one are refused with code 10 or 200. */
    scopes: Type.Optional(Type.Array(Type.String())),
    /** The token may not be inspected: `debug_token` is refused with code 100. */
    token_is_opaque: Type.Optional(Type.Boolean()),
    /** Whether the app receives the webhooks of the account. */
    subscribed: Type.Optional(Type.Boolean()),
    /** The fields to which the app is subscribed; by default those that Dutybell reads. */
    webhook_fields: Type.Optional(Type.Array(Type.String())),
    /** By default the receiver of the webhooks. */
    callback_url: Type.Optional(Type.String()),
    /** Added to the `Date` of each answer. */
    clock_offset_seconds: Type.Optional(Type.Integer()),
    /** The status of a template that is submitted; by default PENDING. */
    template_review: Type.Optional(
      Type.Union([Type.Literal('APPROVED'), Type.Literal('PENDING'), Type.Literal('REJECTED')]),
    ),
    /** The category that Meta gives to a template that is submitted. */
    template_category: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
)
export type Account = Static<typeof Account>

/** Deviations from the default behaviour. The first rule that matches decides. */
export const Behaviour = Type.Object(
  {
    /** Seed of the random draws for `rate`. */
    seed: Type.Optional(Type.Integer()),
    messages: Type.Optional(Type.Array(MessageRule)),
    mails: Type.Optional(Type.Array(MailRule)),
    /** For messages whose rule has no callbacks. */
    callbacks: Type.Optional(Callbacks),
    webhooks: Type.Optional(
      Type.Object(
        {
          /** Maximum of updates in one POST; Meta sends up to 1,000. */
          batch_size: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
          /** How long an update waits for others of its batch. */
          hold_ms: Type.Optional(Milliseconds),
          bad_signature: Type.Optional(Type.Boolean()),
        },
        { additionalProperties: false },
      ),
    ),
    limits: Type.Optional(
      Type.Object(
        {
          /** More are refused with 130429. */
          messages_per_second: Type.Optional(Type.Integer({ minimum: 1 })),
          /** A burst of 45 to one recipient, then one per six seconds; more are refused with 131056. */
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
