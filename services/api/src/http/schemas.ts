import { type Static, type TProperties, Type } from 'typebox'

export const Id = Type.String({
  format: 'uuid',
  pattern: '^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$',
  examples: ['01890a5d-ac96-774b-bcce-b302099a8057'],
})

export const IdParams = Type.Object({ id: Id })

export const Instant = Type.String({ format: 'date-time' })

/** A JSON Schema type of two, which clients' generators read better than a choice of two schemas. */
export function nullableString(
  options: { description?: string; maxLength?: number; format?: string; examples?: string[] } = {},
) {
  return Type.Unsafe<string | null>({ type: ['string', 'null'], ...options })
}

export const NullableInstant = nullableString({ format: 'date-time' })

export const PageQuery = {
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50, description: 'Most items of one page.' }),
  cursor: Type.Optional(
    Type.String({
      maxLength: 200,
      description: '`next_cursor` of the page before, with the same filters and sort.',
    }),
  ),
}

/** By which a list may be sorted; a minus sign sorts the greatest first. */
export function sortBy(...names: string[]) {
  return Type.Unsafe<string>({
    type: 'string',
    enum: names,
    default: '-created_at',
    description: '`created_at` is the order of creation. What is equal is sorted by id.',
  })
}

/** A list's query: nothing of it need be given, as what has a default is there all the same. */
export function listQuery<Properties extends TProperties>(properties: Properties) {
  return Type.Object({ ...PageQuery, ...properties }, { additionalProperties: false, required: [] })
}

export type PageQuery = Static<ReturnType<typeof Type.Object<typeof PageQuery>>>
