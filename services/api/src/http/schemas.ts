import { type Static, type TProperties, Type } from 'typebox'
import { Value } from 'typebox/value'

export const Id = Type.String({
  format: 'uuid',
  pattern: '^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$',
  examples: ['01890a5d-ac96-774b-bcce-b302099a8057'],
})

export const IdParams = Type.Object({ id: Id })

/** @returns undefined where the path has no id, or none that is valid */
export function idIn(params: unknown): string | undefined {
  return Value.Check(IdParams, params) ? params.id : undefined
}

export const Instant = Type.String({ format: 'date-time' })

const MAX_INSTANT_CHARACTERS = 64

export const FilterInstant = Type.String({
  maxLength: MAX_INSTANT_CHARACTERS,
  format: 'date-time',
  examples: ['2026-03-14T12:30:00Z'],
})

/** A JSON Schema with two types: client generators handle it better than a choice of two schemas. */
export function nullableString(
  options: { description?: string; maxLength?: number; format?: string; examples?: string[] } = {},
) {
  return Type.Unsafe<string | null>({ type: ['string', 'null'], ...options })
}

export const NullableInstant = nullableString({ format: 'date-time' })

export const LANGUAGE_PATTERN = '^[a-z]{2,3}(_[A-Z]{2})?$'

/** Hours and minutes, such as 05:30. */
export const TIME_PATTERN = '^(?:[01][0-9]|2[0-3]):[0-5][0-9]$'
const MAX_TIME_CHARACTERS = 40 // longer than any time, so that the sentence about the form is the one that is read

export const NullableTimeOfDay = Type.Unsafe<string | null>({
  type: ['string', 'null'],
  pattern: TIME_PATTERN,
  maxLength: MAX_TIME_CHARACTERS,
})

export const PageQuery = {
  limit: Type.Integer({
    minimum: 1,
    maximum: 200,
    default: 50,
    description: 'Maximum number of items per page; CSV has all of them.',
  }),
  cursor: Type.Optional(
    Type.String({
      maxLength: 200,
      description: '`next_cursor` of the previous page, with the same filters and sort.',
    }),
  ),
}

/** The sorts of a list; a minus sign sorts in descending order. */
export function sortBy(...names: string[]) {
  return Type.Unsafe<string>({
    type: 'string',
    enum: names,
    default: '-created_at',
    description: '`created_at` is the order of creation. Equal values are sorted by id.',
  })
}

/** The query of a list: all parameters are optional or have a default. */
export function listQuery<Properties extends TProperties>(properties: Properties) {
  return Type.Object({ ...PageQuery, ...properties }, { additionalProperties: false, required: [] })
}

export type PageQuery = Static<ReturnType<typeof Type.Object<typeof PageQuery>>>
