import { Type } from 'typebox'

/** Longer than any time-out under test, short enough to end by itself. */
export const Milliseconds = Type.Integer({ minimum: 0, maximum: 600_000 })

/** Which messages a rule is about. */
export const RuleBounds = {
  /** Only this recipient: a phone number in any notation, or an e-mail address. */
  to: Type.Optional(Type.String({ minLength: 1 })),
  /** Only this share of what matches, 0 to 1. */
  rate: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  /** Only the next so many. */
  count: Type.Optional(Type.Integer({ minimum: 1 })),
}
