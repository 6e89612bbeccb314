import { defuseCell } from '@dutybell/shared/csv/cells'
import { stringify } from 'csv-stringify/sync'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Readable } from 'node:stream'
import type { Page } from '../http/page.ts'
import { seesPersonalData } from '../pii/personal-view.ts'
import { missingScope } from '../plugins/admin-auth.ts'
import { CSV_TYPE, wantsCsv } from './negotiate-csv.ts'

export type Cell = string | number | boolean | null

export interface CsvTable<Item> {
  /** Of the file, without its extension. */
  readonly name: string
  readonly columns: readonly string[]
  /** By column; the item itself unless given. */
  readonly toRow: (item: Item) => Readonly<Record<string, Cell>>
}

interface Query {
  readonly limit: number
  readonly cursor?: string
}

const ROWS_AT_ONCE = 500 // some hundred kilobytes; the next are read when the client has taken these

/** Answers a list as JSON, one page, or as CSV: all pages, which are read while the client takes them. */
export async function answerList<Item, Q extends Query>(
  { request, reply }: { request: FastifyRequest & { readonly query: Q }; reply: FastifyReply },
  table: CsvTable<Item>,
  read: (query: Q) => Promise<Page<Item>>,
): Promise<Page<Item> | FastifyReply> {
  if (!wantsCsv(request)) return read(request.query)
  return sendCsv({ request, reply }, table, async function* pages() {
    let cursor = request.query.cursor
    do {
      const query = { ...request.query, limit: ROWS_AT_ONCE, ...(cursor === undefined ? {} : { cursor }) }
      const { items, next_cursor } = await read(query)
      yield items
      cursor = next_cursor ?? undefined
    } while (cursor !== undefined)
  })
}

/**
 * The first rows are read before the answer begins, so that their failure is an error as any other. A later failure ends the
 * connection, and with it an answer that is not complete.
 *
 * @throws {AppError} `missing_scope`
 */
export async function sendCsv<Item>(
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  { name, columns, toRow }: CsvTable<Item>,
  read: () => AsyncGenerator<readonly Item[]>,
): Promise<FastifyReply> {
  if (!seesPersonalData(request)) throw missingScope('pii')
  const pages = read()
  const first = await pages.next()
  const toText = (items: readonly Item[]) =>
    csvText(
      items.map((item) => {
        const row = toRow(item)
        return columns.map((column) => row[column] ?? null)
      }),
    )
  request.reveals_personal_data = true
  return reply
    .type(CSV_TYPE)
    .header('content-disposition', `attachment; filename="${name}.csv"`)
    .send(Readable.from(texts(columns, first, pages, toText), { objectMode: false }))
}

const BYTE_ORDER_MARK = '\uFEFF' // else a spreadsheet takes UTF-8 for the encoding of its country

async function* texts<Item>(
  columns: readonly string[],
  first: IteratorResult<readonly Item[]>,
  rest: AsyncGenerator<readonly Item[]>,
  toText: (items: readonly Item[]) => string,
): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvText([columns]) + (first.done === true ? '' : toText(first.value))
  for await (const items of rest) if (items.length > 0) yield toText(items)
}

/** A file that spreadsheets read. */
export function csvFileText(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return BYTE_ORDER_MARK + csvText([columns, ...rows])
}

/** RFC 4180. */
function csvText(rows: readonly (readonly Cell[])[]): string {
  const cells = rows.map((row) => row.map((cell) => (cell === null ? '' : defuseCell(String(cell)))))
  return stringify(cells, { record_delimiter: 'windows', quoted_match: /[\r\n]/u })
}
