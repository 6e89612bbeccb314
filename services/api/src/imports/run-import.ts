import { insertAudit } from '@dutybell/shared/audit/insert-audit'
import type { Db } from '@dutybell/shared/db/client'
import type { AppError, Fault } from '@dutybell/shared/errors'
import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { WithActor } from '../audit/actor.ts'
import { auditRecord } from '../audit/record-audit.ts'
import { invalidInput } from '../http/faults.ts'
import { type Layout, readSheet, type SheetRow } from './read-sheet.ts'

/** What became of a row. */
export type RowResult =
  | {
      readonly line: number
      readonly outcome: 'created' | 'unchanged'
      /** Absent where a dry run would create it. */
      readonly id?: string
      readonly warnings: readonly string[]
    }
  | {
      readonly line: number
      readonly outcome: 'refused'
      readonly warnings: readonly string[]
      readonly refusal: AppError
    }

export interface Import {
  readonly dry_run: boolean
  readonly rows: number
  readonly created: number
  readonly unchanged: number
  readonly refused: number
  /** In the order of the file. */
  readonly results: readonly RowResult[]
  readonly ignored_columns: readonly string[]
  /** What the file says. */
  readonly sheet_rows: readonly SheetRow[]
}

export interface ImportInput<Notify extends string> {
  readonly bytes: Uint8Array
  readonly dry_run: boolean
  readonly notify: Notify
  readonly traceparent: string | null
  /** Called after each chunk. */
  readonly onProgress?: (done: number, rows: number) => void
}

/** A row that was read: it is applied with the other rows of its person. */
export interface Entry {
  readonly line: number
  readonly person: string
}

/** How the rows of a kind of file become what they mean. */
export interface ImportKind<E extends Entry> {
  readonly subject: 'registration' | 'duty_assignment'
  readonly layout: Layout
  /** At most {@link MAX_CHUNK_ROWS} rows. */
  readonly read: (rows: readonly SheetRow[]) => Promise<readonly (E | RowResult)[]>
  /** In one transaction, or, in a dry run, without writing. */
  readonly apply: (chunk: readonly E[]) => Promise<readonly RowResult[]>
}

const MAX_CHUNK_ROWS = 500 // what a chunk locks, sending waits for
/** Changes of duties are compared with each other, so the time of a chunk grows with the square of its rows. */
const CHUNK_ROWS = 100

/**
 * Reads a file and applies its rows in chunks, one transaction each. Refused rows are left out. An import that was stopped keeps
 * the chunks that were committed; importing the file again does the rest.
 *
 * @throws {AppError} `malformed_request`, `invalid_input` for a file that cannot be read at all
 */
export async function runImport<E extends Entry>(
  ctx: { readonly db: Db } & WithActor,
  { bytes, dry_run, notify, onProgress }: ImportInput<string>,
  kind: ImportKind<E>,
): Promise<Import> {
  const { rows, ignored_columns } = await readSheet(bytes, kind.layout)
  const results: RowResult[] = []
  const entries: E[] = []
  for (let at = 0; at < rows.length; at += MAX_CHUNK_ROWS) {
    const read = await kind.read(rows.slice(at, at + MAX_CHUNK_ROWS))
    for (const item of read) {
      if ('outcome' in item) results.push(item)
      else entries.push(item)
    }
    await nextTurn()
  }
  const counts = () => ({
    rows: rows.length,
    created: count(results, 'created'),
    unchanged: count(results, 'unchanged'),
    refused: count(results, 'refused'),
  })
  const audit = (more: object) => recordImport(ctx, { bytes, dry_run, notify, ...counts(), ...more }, kind)
  try {
    for (const chunk of chunksOf(entries)) {
      results.push(...(await kind.apply(chunk)))
      onProgress?.(results.length, rows.length)
    }
  } catch (error) {
    await audit({ stopped: true }).catch(() => undefined) // the error that stopped it says more
    throw error
  }
  await audit({})
  return {
    dry_run,
    ...counts(),
    results: results.toSorted((a, b) => a.line - b.line),
    ignored_columns,
    sheet_rows: rows,
  }
}

/** A person's rows are together in one chunk, unless they are more than a chunk may have. */
function* chunksOf<E extends Entry>(entries: readonly E[]): Generator<readonly E[]> {
  let chunk: E[] = []
  for (const own of Map.groupBy(entries, ({ person }) => person).values()) {
    if (chunk.length > 0 && chunk.length + own.length > CHUNK_ROWS) {
      yield chunk
      chunk = []
    }
    chunk.push(...own)
    while (chunk.length > MAX_CHUNK_ROWS) yield chunk.splice(0, MAX_CHUNK_ROWS)
  }
  if (chunk.length > 0) yield chunk
}

function count(results: readonly RowResult[], outcome: RowResult['outcome']): number {
  return results.filter((result) => result.outcome === outcome).length
}

/** A dry run is recorded as a read: it says who is registered. */
async function recordImport(
  { db, actor }: { readonly db: Db } & WithActor,
  { bytes, dry_run, ...counts }: Pick<ImportInput<string>, 'bytes' | 'dry_run' | 'notify'>,
  { subject }: Pick<ImportKind<never>, 'subject'>,
): Promise<void> {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const act = auditRecord(actor, {
    action: dry_run ? 'personal_data.revealed' : `${subject}s.imported`,
    subject_type: subject,
    details: { sha256, ...(dry_run ? { dry_run } : {}), ...counts },
  })
  await insertAudit(db, { ...act, subject_id: null })
}

/** The row cannot be read, for these reasons. */
export function refuseRow(line: number, faults: readonly Fault[]): RowResult {
  return { line, outcome: 'refused', warnings: [], refusal: invalidInput(faults) }
}
