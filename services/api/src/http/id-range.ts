import { type RawBuilder, sql } from 'kysely'

/** Both are beyond what is meant. */
export interface IdRange {
  readonly low: RawBuilder<string> | undefined
  readonly high: RawBuilder<string> | undefined
}

const CLOCKS_APART = '10 minutes' // an id has the time of the API that made it, its row the database's

/**
 * Between which ids the rows of a time are found: an index of ids finds them, and what is beside it is told apart by the
 * row's own time.
 */
export function idsBetween(from: string | undefined, to: string | undefined): IdRange {
  return {
    low: from === undefined ? undefined : idOf(sql`${from}::timestamptz - ${CLOCKS_APART}::interval`),
    high: to === undefined ? undefined : idOf(sql`${to}::timestamptz + ${CLOCKS_APART}::interval`),
  }
}

/** Of the times that an id can tell. */
function idOf(instant: RawBuilder<unknown>): RawBuilder<string> {
  return sql`first_id_of(greatest('1970-01-01', least('9999-12-31', ${instant})))`
}
