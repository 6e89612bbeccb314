import { AppError } from '@dutybell/shared/errors'
import type { TSchema } from 'typebox'
import { Type } from 'typebox'
import { nullableString } from './schemas.ts'

/** Newest first: ids are UUIDv7, so they sort by time, and a page begins below the last id of the one before. */
export interface PageRequest {
  readonly limit: number
  readonly before: string | undefined
}

export interface Page<Item> {
  readonly items: Item[]
  readonly next_cursor: string | null
}

export function pageOf<Item extends TSchema>(item: Item) {
  return Type.Object({
    items: Type.Array(item),
    next_cursor: nullableString({ description: 'For the next page; null on the last.' }),
  })
}

/** @throws {AppError} `invalid_input` for a cursor that no page returned */
export function readPageRequest(query: { limit: number; cursor?: string }): PageRequest {
  return { limit: query.limit, before: query.cursor === undefined ? undefined : decodeCursor(query.cursor) }
}

/** `rows` were asked for with one more than the limit, which tells whether there is a next page. */
export function toPage<Row extends { id: string }, Item>(
  rows: readonly Row[],
  { limit }: PageRequest,
  present: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: shown.map((row) => present(row)),
    next_cursor: rows.length > limit && last ? encodeCursor(last.id) : null,
  }
}

function encodeCursor(id: string): string {
  return Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url')
}

function decodeCursor(cursor: string): string {
  const bytes = /^[\w-]{22}$/.test(cursor) ? Buffer.from(cursor, 'base64url') : undefined
  const found = bytes && /^(.{8})(.{4})(.{4})(.{4})(.{12})$/.exec(bytes.toString('hex'))
  if (found) return found.slice(1).join('-')
  const detail = 'Give next_cursor of the page before as it was, or leave it out for the first page.'
  throw new AppError('invalid_input', `cursor: ${detail}`, { faults: [{ pointer: '/cursor', detail }] })
}
