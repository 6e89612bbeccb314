import { CsvError, parse } from 'csv-parse'
import { parse as parseAtOnce } from 'csv-parse/sync'
import { pipeline } from 'node:stream/promises'
import { setImmediate as nextTurn } from 'node:timers/promises'

export interface CsvRecord {
  /** The line on which it begins; the first is 1. */
  readonly line: number
  readonly cells: readonly string[]
  /** Its quotation marks do not match, so it has no cells. */
  readonly is_broken: boolean
}

const DELIMITERS = [',', ';', '\t'] as const
export type Delimiter = (typeof DELIMITERS)[number]

const OPTIONS = { record_delimiter: '\n', relax_column_count: true, trim: true } as const
/** More than a row of people or duties needs; an unclosed quotation mark is found after as much. */
const MAX_RECORD_BYTES = 16_384
/** Other requests are served between two slices. */
const SLICE_CHARACTERS = 16_384

/** The delimiter with which `fits` counts the most cells of the header, else the one that occurs most. */
export function findDelimiter(text: string, fits: (header: readonly string[]) => number): Delimiter {
  const [best] = DELIMITERS.map((delimiter) => {
    const header = readHeader(text, delimiter)
    return { delimiter, found: fits(header), cells: header.length }
  }).toSorted((a, b) => b.found - a.found || b.cells - a.cells)
  return best?.delimiter ?? ','
}

function readHeader(text: string, delimiter: Delimiter): readonly string[] {
  const start = text.slice(0, MAX_RECORD_BYTES)
  try {
    return parseAtOnce(start, { ...OPTIONS, delimiter, to: 1, skip_records_with_empty_values: true })[0] ?? []
  } catch (error) {
    if (error instanceof CsvError) return []
    throw error
  }
}

/**
 * The records that are not empty. A record whose quotation marks do not match costs its first line only: reading goes on with the
 * next line.
 */
export async function readRecords(text: string, delimiter: Delimiter): Promise<CsvRecord[]> {
  const records: CsvRecord[] = []
  let from = 0
  let first_line = 1
  for (;;) {
    const read = await readUntilBroken(text, { delimiter, from, first_line }, records)
    if (read.is_complete) return records
    records.push({ line: read.next_line, cells: [], is_broken: true })
    from = skipLines(text, from, read.next_line - first_line + 1)
    first_line = read.next_line + 1
  }
}

async function readUntilBroken(
  text: string,
  { delimiter, from, first_line }: { delimiter: Delimiter; from: number; first_line: number },
  records: CsvRecord[],
): Promise<{ is_complete: boolean; next_line: number }> {
  let next_line = first_line
  const parser = parse({
    ...OPTIONS,
    delimiter,
    max_record_size: MAX_RECORD_BYTES,
    on_record(cells: readonly string[], { lines }) {
      if (cells.some((cell) => cell !== '')) records.push({ line: next_line, cells, is_broken: false })
      next_line = first_line + lines
      return null
    },
  })
  parser.resume()
  try {
    await pipeline(slicesOf(text, from), parser)
    return { is_complete: true, next_line }
  } catch (error) {
    if (error instanceof CsvError) return { is_complete: false, next_line }
    throw error
  }
}

async function* slicesOf(text: string, from: number): AsyncGenerator<string> {
  for (let at = from; at < text.length; at += SLICE_CHARACTERS) {
    yield text.slice(at, at + SLICE_CHARACTERS)
    await nextTurn()
  }
}

function skipLines(text: string, from: number, lines: number): number {
  let at = from
  for (let left = lines; left > 0; left -= 1) {
    const end = text.indexOf('\n', at)
    if (end === -1) return text.length
    at = end + 1
  }
  return at
}
