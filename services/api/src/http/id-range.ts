import { type RawBuilder, sql } from 'kysely'

/** Exclusive bounds. */
export interface IdRange {
  readonly low: RawBuilder<string> | undefined
  readonly high: RawBuilder<string> | undefined
}

const CLOCKS_APART = '10 minutes' // an id has the time of the API that made it, its row the database's

/**
 * The bounds of the ids of a time range: the index of ids finds the rows, and the row's own time decides at the edges.
 */
export function idsBetween(from: string | undefined, to: string | undefined): IdRange {
  return {
    low: from === undefined ? undefined : idOf(sql`${from}::timestamptz - ${CLOCKS_APART}::interval`),
    high: to === undefined ? undefined : idOf(sql`${to}::timestamptz + ${CLOCKS_APART}::interval`),
  }
}

/** The range of times that an id can hold. */
function idOf(instant: RawBuilder<unknown>): RawBuilder<string> {
  return sql`first_id_of(greatest('1970-01-01', least('9999-12-31', ${instant})))`
}
