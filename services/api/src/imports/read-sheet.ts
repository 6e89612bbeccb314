import { undoDefusing } from '@dutybell/shared/csv/cells'
import type { Fault } from '@dutybell/shared/errors'
import { throwIfInvalid } from '../http/faults.ts'
import { type Columns, type Field, findColumns } from './columns.ts'
import { decodeText } from './decode-text.ts'
import { type CsvRecord, type Delimiter, findDelimiter, readRecords } from './read-records.ts'

export interface Sheet {
  readonly rows: readonly SheetRow[]
  /** The headers of the columns that are not read. */
  readonly ignored_columns: readonly string[]
}

export interface SheetRow {
  readonly line: number
  /** As written, without blanks around; a column that is not there has none. */
  readonly cells: Readonly<Partial<Record<Field, string>>>
  /** Why the row cannot be read. */
  readonly fault: Fault | undefined
}

/** The fields that an import reads; of each group, the file must have one. */
export interface Layout {
  readonly fields: readonly Field[]
  readonly required: readonly (readonly Field[])[]
}

const EXCEL_DELIMITER = /^"?sep=([,;\t])"?\n/iu

/** @throws {AppError} `malformed_request`, `invalid_input` for a file whose columns cannot be told */
export async function readSheet(bytes: Uint8Array, layout: Layout): Promise<Sheet> {
  const decoded = decodeText(bytes)
  const declared = EXCEL_DELIMITER.exec(decoded)
  const text = declared === null ? decoded : decoded.slice(declared[0].length)
  const delimiter = delimiterIn(declared?.[1]) ?? findDelimiter(text, (header) => countKnown(header, layout))
  const [header, ...records] = await readRecords(text, delimiter)
  if (header === undefined) {
    throwIfInvalid([{ pointer: '/', detail: 'The file is empty: send a header and rows.', code: 'missing' }])
    return { rows: [], ignored_columns: [] }
  }
  const columns = findColumns(header.cells, layout.fields)
  throwIfInvalid(faultsOf(columns, layout))
  return {
    rows: records.map((record) => toRow(record, columns)),
    ignored_columns: columns.ignored,
  }
}

function delimiterIn(declared: string | undefined): Delimiter | undefined {
  return declared === ',' || declared === ';' || declared === '\t' ? declared : undefined
}

function countKnown(header: readonly string[], { fields }: Layout): number {
  return findColumns(header, fields).index_of.size
}

function faultsOf({ index_of, twice, header }: Columns, { required }: Layout): Fault[] {
  const found = header.filter((name) => name !== '').join(', ')
  const advice = index_of.size === 0 ? ' Delete the rows above the header, if there are any.' : ''
  return [
    ...required
      .filter((fields) => !fields.some((field) => index_of.has(field)))
      .map((fields) => ({
        pointer: `/${fields[0]}`,
        detail: `The first line has no column ${fields.join(' or ')}. Its columns are: ${found}.${advice}`,
        code: 'column_missing',
      })),
    ...twice.map(({ field, headers }) => ({
      pointer: `/${field}`,
      detail: `The columns ${headers.join(' and ')} both hold ${field}: rename the one that is not meant.`,
      code: 'column_twice',
    })),
  ]
}

function toRow({ line, cells, is_broken }: CsvRecord, { index_of, header }: Columns): SheetRow {
  if (is_broken) return { line, cells: {}, fault: BROKEN }
  if (cells.slice(header.length).some((cell) => cell !== '')) return { line, cells: {}, fault: TOO_LONG }
  const entries = [...index_of].map(([field, index]) => [field, undoDefusing(cells[index] ?? '')])
  return { line, cells: Object.fromEntries(entries), fault: undefined }
}

const BROKEN: Fault = {
  pointer: '/',
  detail:
    'The quotation marks of this row do not match: close each, and write one that belongs to a text twice.',
  code: 'quotation_marks',
}
const TOO_LONG: Fault = {
  pointer: '/',
  detail:
    'This row has more cells than the header: put a text that contains the delimiter in quotation marks.',
  code: 'too_many_cells',
}
