import { AppError } from '@dutybell/shared/errors'
import { createHash } from 'node:crypto'
import { canonicalJson } from './canonical-json.ts'

/** The last row of a page. */
export interface Place {
  readonly id: string
  /** The value of the sort column, where that is a date. */
  readonly date: string | undefined
}

/** The list, filter and sort of a cursor. */
export interface ListQuery {
  readonly list: string
  readonly sort: string
  readonly filter: object
}

export function encodeCursor(query: ListQuery, { id, date }: Place): string {
  const parts = [markOf(query), id, ...(date === undefined ? [] : [date])]
  return Buffer.from(parts.join(' ')).toString('base64url')
}

/** @throws {AppError} `invalid_input` for a cursor that no page of this query returned */
export function decodeCursor(query: ListQuery, cursor: string): Place {
  const [mark, id, date, ...more] = Buffer.from(cursor, 'base64url').toString().split(' ')
  if (id === undefined || !ID.test(id) || more.length > 0 || (date !== undefined && !isDate(date))) {
    throw changed()
  }
  if (mark !== markOf(query)) {
    throw refused('Keep the filters and the sort of the page before, or leave this out for the first page.')
  }
  if ((date === undefined) !== (dateColumn(query.sort) === undefined)) throw changed()
  return { id, date }
}

const ID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/
const MARK_CHARACTERS = 11 // 66 bits: no two queries of one client meet

function markOf({ list, sort, filter }: ListQuery): string {
  const text = canonicalJson([list, sort, filter])
  return createHash('sha256').update(text).digest('base64url').slice(0, MARK_CHARACTERS)
}

/** Ids are UUIDv7, so their order is that of creation. The other sort columns are dates. */
export function dateColumn(sort: string): string | undefined {
  const column = sort.replace(/^-/, '')
  return column === 'created_at' ? undefined : column
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).year > 0
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

function changed(): AppError {
  return refused('Give next_cursor of the page before as it was, or leave it out for the first page.')
}

function refused(detail: string): AppError {
  return new AppError('invalid_input', `cursor: ${detail}`, { faults: [{ pointer: '/cursor', detail }] })
}
