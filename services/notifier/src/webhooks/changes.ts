import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'

const Entries = Type.Object({ entry: Type.Array(Type.Unknown()) })
const Entry = Type.Object({ changes: Type.Array(Type.Unknown()) })
const Header = Type.Object({
  id: Type.Optional(Type.String()),
  time: Type.Optional(Type.Integer({ minimum: 1, maximum: 99_999_999_999 })),
})
const NO_HEADER: Static<typeof Header> = {}
const Change = Type.Object({ field: Type.String(), value: Type.Unknown() })

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

/** The valid changes of a body. Invalid ones are skipped; `readCallbacks` reports an invalid body. */
export function readChanges(body: Buffer): Change[] {
  const parsed = parseJson(body)
  if (!Value.Check(Entries, parsed)) return []
  return parsed.entry.flatMap((entry, e) => {
    if (!Value.Check(Entry, entry)) return []
    const { id = null, time } = Value.Check(Header, entry) ? entry : NO_HEADER
    return entry.changes.flatMap((change, c) =>
      Value.Check(Change, change)
        ? {
            ...change,
            account_id: id,
            at: time === undefined ? null : fromUnixSeconds(time),
            pointer: `/entry/${e}/changes/${c}`,
          }
        : [],
    )
  })
}

export function fromUnixSeconds(seconds: number): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(seconds * 1000)
}

/** @returns undefined when the body is not JSON */
export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
