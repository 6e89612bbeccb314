import { type RawBuilder, sql } from 'kysely'
import type { IdRange } from './id-range.ts'
import type { PageRequest } from './page.ts'

export interface Ranges {
  readonly table: string
  /** The first columns of the index; it ends with those of the page's sort. */
  readonly columns: readonly string[]
  /** A relation named `wanted` with these columns and a row for each combination of their values. */
  readonly wanted: RawBuilder<unknown>
  /** The condition of a partial index, or further conditions on the rows of `listed`. */
  readonly where?: RawBuilder<boolean>
  readonly ids?: IdRange
  /** Inclusive bounds, for a sort by this date. */
  readonly dates?: { readonly from: string | undefined; readonly to: string | undefined }
}

/**
 * The ids of the page from the ranges of one index, of each as many as the page may need.
 *
 * Whole rows are compared and sorted by all columns of the index, so that only this index matches. With an equality for each
 * column, Postgres may scan the primary key instead and read a million rows for a rare state.
 */
export function idsInRanges(page: PageRequest, ranges: Ranges): RawBuilder<unknown> {
  const { table, columns, wanted, where } = ranges
  const { sorted_by, direction, limit } = orderOf(page)
  const { low, high } = boundsOf(page, ranges)
  const listed = [...columns, ...sorted_by].map((column) => sql.ref(`listed.${column}`))
  const equal = columns.map((column) => sql.ref(`wanted.${column}`))
  return sql`
    select found.* from ${wanted} cross join lateral (
      select ${sql.join(sorted_by.map((column) => sql.ref(`listed.${column}`)))} from ${sql.table(table)} listed
      where (${sql.join(listed)}) > (${sql.join([...equal, ...low])})
        and (${sql.join(listed)}) < (${sql.join([...equal, ...high])})
        ${where === undefined ? sql`` : sql`and ${where}`}
      order by ${sql.join(listed.map((column) => sql`${column} ${direction}`))} limit ${limit}
    ) found`
}

/**
 * The rows of a page by its ids (with the date, where it is the sort): "offset 0" makes the planner look up each by its id.
 */
export function rowsOf<Row>(page: PageRequest, table: string, ids: RawBuilder<unknown>): RawBuilder<Row> {
  const { sorted_by, direction, limit } = orderOf(page)
  const order = (of: string) =>
    sql.join(sorted_by.map((column) => sql`${sql.ref(`${of}.${column}`)} ${direction}`))
  return sql<Row>`
    select shown.* from (select * from (${ids}) listed order by ${order('listed')} limit ${limit}) place
    cross join lateral (select * from ${sql.table(table)} whole where whole.id = place.id offset 0) shown
    order by ${order('shown')}`
}

/** A relation named `wanted` of texts: each combination of the values of all columns. */
export function combinations(columns: Readonly<Record<string, readonly string[]>>): RawBuilder<unknown> {
  const relations = Object.entries(columns).map(
    ([column, values]) =>
      sql`unnest(${[...values]}::text[]) ${sql.table(`of_${column}`)}(${sql.ref(column)})`,
  )
  return sql`(select * from ${sql.join(relations, sql` cross join `)}) wanted`
}

function orderOf({ sort, limit }: Pick<PageRequest, 'sort' | 'limit'>) {
  const column = sort.replace(/^-/, '')
  return {
    sorted_by: column === 'created_at' ? ['id'] : [column, 'id'],
    direction: sort.startsWith('-') ? sql`desc` : sql`asc`,
    limit: limit + 1, // one more tells whether there is a next page
  }
}

/** The ranges of the page begin where the previous page ended. */
function boundsOf(page: PageRequest, { ids, dates }: Pick<Ranges, 'ids' | 'dates'>) {
  const by_date = orderOf(page).sorted_by.length > 1
  const place = (date: string | undefined, id: unknown) =>
    by_date ? [sql`${date}::date`, sql`${id}::uuid`] : [sql`${id}::uuid`]
  const low = place(dates?.from ?? '-infinity', ids?.low ?? LOWEST_ID)
  const high = place(dates?.to ?? 'infinity', ids?.high ?? HIGHEST_ID)
  if (page.after === undefined) return { low, high }
  const after = place(page.after.date, page.after.id)
  return page.sort.startsWith('-') ? { low, high: after } : { low: after, high }
}

const LOWEST_ID = '00000000-0000-0000-0000-000000000000'
const HIGHEST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff'
