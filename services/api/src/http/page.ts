import { type SelectQueryBuilder, sql } from 'kysely'
import type { TSchema } from 'typebox'
import { Type } from 'typebox'
import { dateColumn, decodeCursor, encodeCursor, type ListQuery, type Place } from './cursor.ts'
import { nullableString } from './schemas.ts'

/** A page begins after the last row of the previous page, so rows written meanwhile do not shift it. */
export interface PageRequest extends ListQuery {
  readonly limit: number
  readonly after: Place | undefined
}

export interface Page<Item> {
  readonly items: Item[]
  readonly next_cursor: string | null
}

/** @param name of the page in the OpenAPI document, and so in a client's types */
export function pageOf<Item extends TSchema>(item: Item, name: string) {
  return Type.Object(
    {
      items: Type.Array(item),
      next_cursor: nullableString({ description: 'The cursor of the next page; null on the last page.' }),
    },
    { title: name },
  )
}

/**
 * @param filter normalised, so that two notations of one filter are the same query
 * @throws {AppError} `invalid_input` for a cursor that no page of this query returned
 */
export function readPageRequest(
  list: string,
  { limit, sort, cursor }: { limit: number; sort: string; cursor?: string | undefined },
  filter: object,
): PageRequest {
  const query = { list, sort, filter }
  return { ...query, limit, after: cursor === undefined ? undefined : decodeCursor(query, cursor) }
}

/** The rows of the page in its order, and one more, which shows whether a next page exists. */
export function paged<DB, TB extends keyof DB, Row>(
  query: SelectQueryBuilder<DB, TB, Row>,
  { sort, after, limit }: PageRequest,
): SelectQueryBuilder<DB, TB, Row> {
  const column = dateColumn(sort)
  const descending = sort.startsWith('-')
  const direction = descending ? 'desc' : 'asc'
  const beyond = descending ? sql`<` : sql`>`
  const id = sql.ref('id')
  const sorted = column === undefined ? query : query.orderBy(sql.ref(column), direction)
  const page = sorted.orderBy(id, direction).limit(limit + 1)
  if (after === undefined) return page
  if (column === undefined) return page.where(sql<boolean>`${id} ${beyond} ${after.id}::uuid`)
  return page.where(
    sql<boolean>`(${sql.ref(column)}, ${id}) ${beyond} (${after.date}::date, ${after.id}::uuid)`,
  )
}

/** `rows` as {@link paged} asked for them. */
export function toPage<Row extends { id: string }, Item>(
  rows: readonly Row[],
  page: PageRequest,
  present: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, page.limit)
  const last = shown.at(-1)
  return {
    items: shown.map((row) => present(row)),
    next_cursor: rows.length > page.limit && last ? encodeCursor(page, placeOf(last, page)) : null,
  }
}

function placeOf(row: { id: string }, { sort }: PageRequest): Place {
  const column = dateColumn(sort)
  if (column === undefined) return { id: row.id, date: undefined }
  const date: unknown = Reflect.get(row, column)
  return { id: row.id, date: String(date) }
}
