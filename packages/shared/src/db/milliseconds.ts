import { type RawBuilder, sql } from 'kysely'

/** A time span as Postgres takes it. */
export function milliseconds(ms: number): RawBuilder<unknown> {
  return sql`${ms} * interval '1 millisecond'`
}
