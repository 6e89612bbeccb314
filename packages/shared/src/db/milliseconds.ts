import { type RawBuilder, sql } from 'kysely'

/** An interval of Postgres. */
export function milliseconds(ms: number): RawBuilder<unknown> {
  return sql`${ms} * interval '1 millisecond'`
}
