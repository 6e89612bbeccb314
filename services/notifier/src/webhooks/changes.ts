import { parseJson } from '@dutybell/shared/json-object'
import { Type } from 'typebox'
import { Value } from 'typebox/value'

const Body = Type.Object({ object: Type.Optional(Type.Unknown()), entry: Type.Array(Type.Unknown()) })
const OtherProduct = Type.Object({ object: Type.String() })
const Entry = Type.Object({
  id: Type.Optional(Type.Unknown()),
  time: Type.Optional(Type.Unknown()),
  changes: Type.Array(Type.Unknown()),
})
const Change = Type.Object({ field: Type.String(), value: Type.Unknown() })

const PRODUCT = 'whatsapp_business_account'

/** One change in a webhook body, of any field. */
export interface Change {
  readonly field: string
  readonly value: unknown
  /** Meta's id of the business account, and when the change happened: null where Meta does not give it. */
  readonly account_id: string | null
  readonly at: Temporal.Instant | null
  /** Its place in the body, as a JSON pointer. */
  readonly pointer: string
}

/**
 * The valid changes of a body. Invalid entries and changes are skipped, and so are bodies of other products.
 *
 * @returns undefined for a body that is not a webhook
 */
export function readChanges(body: Buffer): Change[] | undefined {
  const parsed = parseJson(body.toString('utf8'))
  if (Value.Check(OtherProduct, parsed) && parsed.object !== PRODUCT) return []
  if (!Value.Check(Body, parsed)) return undefined
  return parsed.entry.flatMap((entry, e) => {
    if (!Value.Check(Entry, entry)) return []
    const account_id = idText(entry.id)
    const at = Value.Check(UnixSeconds, entry.time) ? fromUnixSeconds(Number(entry.time)) : null
    return entry.changes.flatMap((change, c) =>
      Value.Check(Change, change)
        ? {
            field: change.field,
            value: change.value,
            account_id,
            at,
            pointer: `/entry/${e}/changes/${c}`,
          }
        : [],
    )
  })
}

/** Seconds, which Meta writes in digits or as a number. */
export const UnixSeconds = Type.Union([
  Type.String({ pattern: '^[0-9]{1,11}$' }),
  Type.Integer({ minimum: 1, maximum: 99_999_999_999 }),
])

export function fromUnixSeconds(seconds: number): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(seconds * 1000)
}

/** @returns null where it is no id */
export function idText(id: unknown): string | null {
  return typeof id === 'string' || typeof id === 'number' ? String(id) : null
}
