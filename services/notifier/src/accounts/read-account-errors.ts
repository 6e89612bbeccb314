import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { cleanProviderText } from '../providers/mask.ts'

/** What Meta reports of the number or the account, and of no message in particular. */
export interface AccountError {
  readonly code: number
  readonly text: string
}

const Errors = Type.Object({ errors: Type.Array(Type.Unknown()) })
const Item = Type.Object({
  code: Type.Integer(),
  title: Type.Optional(Type.String()),
  message: Type.Optional(Type.String()),
  error_data: Type.Optional(Type.Object({ details: Type.Optional(Type.String()) })),
})

/** The `errors` of a `messages` change, in their order; null for one that cannot be read. */
export function readAccountErrors(value: unknown): (AccountError | null)[] {
  if (!Value.Check(Errors, value)) return []
  return value.errors.map((item) => (Value.Check(Item, item) ? toError(item) : null))
}

function toError({ code, title, message, error_data }: Static<typeof Item>): AccountError {
  return { code, text: cleanProviderText(error_data?.details ?? message ?? title ?? '') }
}
