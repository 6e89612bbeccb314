import { type Static, Type } from 'typebox'

export const Id = Type.String({
  format: 'uuid',
  pattern: '^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$',
})

export const IdParams = Type.Object({ id: Id })

export const Instant = Type.String({ format: 'date-time' })

/** A JSON Schema type of two, which clients' generators read better than a choice of two schemas. */
export function nullableString(options: { description?: string; maxLength?: number; format?: string } = {}) {
  return Type.Unsafe<string | null>({ type: ['string', 'null'], ...options })
}

export const NullableInstant = nullableString({ format: 'date-time' })

export const PageQuery = {
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50, description: 'Most items of one page.' }),
  cursor: Type.Optional(
    Type.String({
      maxLength: 100,
      description: '`next_cursor` of the page before; newest items come first.',
    }),
  ),
}

export type PageQuery = Static<ReturnType<typeof Type.Object<typeof PageQuery>>>
