import type { AppError } from '@dutybell/shared/errors'
import type { WithActor } from '../../audit/actor.ts'
import { type Cell, csvFileText } from '../../csv/answer-csv.ts'
import { importDutyAssignments } from '../../imports/import-duty-assignments.ts'
import { importRegistrations } from '../../imports/import-registrations.ts'
import type { Import } from '../../imports/run-import.ts'
import type { ConsoleContext } from '../frame/context.ts'

export type Kind = 'registrations' | 'duty_assignments'
export type Notify = 'now' | 'later' | 'never'

/** What became of a row, or would, with what the row says. */
export interface Fate {
  readonly line: number
  readonly outcome: 'created' | 'unchanged' | 'refused'
  readonly cells: Readonly<Record<string, string>>
  /** Why it is refused, or what to know of it. */
  readonly words: readonly string[]
}

export interface Report {
  readonly kind: Kind
  readonly dry_run: boolean
  readonly rows: number
  readonly created: number
  readonly unchanged: number
  readonly refused: number
  readonly ignored_columns: readonly string[]
  readonly fates: readonly Fate[]
}

export interface Run {
  readonly kind: Kind
  readonly bytes: Uint8Array
  /** Undefined: a dry run. */
  readonly notify?: Notify
}

/** @throws {AppError} `malformed_request`, `invalid_input` for a list that cannot be read at all */
export async function runList(
  ctx: ConsoleContext & WithActor,
  { kind, bytes, notify }: Run,
): Promise<Report> {
  const input = { bytes, dry_run: notify === undefined, traceparent: null }
  const { results, sheet_rows, ...counts } =
    kind === 'registrations'
      ? await importRegistrations(ctx, { ...input, notify: notify === 'now' ? 'now' : 'never' })
      : await importDutyAssignments(ctx, { ...input, notify: notify ?? 'never' })
  const cells_of = new Map(sheet_rows.map(({ line, cells }) => [line, cells]))
  return { kind, ...counts, fates: results.map((result) => fateOf(result, cells_of.get(result.line) ?? {})) }
}

function fateOf(result: Import['results'][number], cells: Readonly<Record<string, string>>): Fate {
  const { line, outcome, warnings } = result
  const notes = warnings.map((warning) => warning.replace(/^\w+: /, ''))
  const faults = result.outcome === 'refused' ? refusalWords(result.refusal) : []
  return { line, outcome, cells, words: [...faults, ...notes] }
}

function refusalWords({ faults, message }: AppError): string[] {
  return faults.length === 0 ? [message] : [...new Set(faults.map(({ detail }) => detail))]
}

/** A spreadsheet of what became of each row. It can be corrected and imported in turn. */
export function reportCsv({ fates, dry_run }: Report): string {
  const fields = [...new Set(fates.flatMap(({ cells }) => Object.keys(cells)))]
  const outcomes = dry_run
    ? { created: 'would be created', unchanged: 'unchanged', refused: 'refused' }
    : undefined
  const rows = fates.map(({ line, outcome, words, cells }): Cell[] => [
    line,
    outcomes?.[outcome] ?? outcome,
    words.join(' '),
    ...fields.map((field) => cells[field] ?? ''),
  ])
  return csvFileText(['line', 'outcome', 'reason', ...fields], rows)
}
