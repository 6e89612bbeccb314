import { AppError, type Fault } from '@dutybell/shared/errors'
import { sql } from 'kysely'
import type { WithActor } from '../audit/actor.ts'
import { readCreation } from '../duty-assignments/assign-duties.ts'
import { type AssigningContext, type ChangedDuty, changeDuties } from '../duty-assignments/change-duties.ts'
import { refusalOf } from '../duty-assignments/failures.ts'
import type { Notify } from '../duty-assignments/schemas.ts'
import { findUnknownLabels } from '../duty-times/unknown-label.ts'
import { type Creation, fillPlaces, type TakenPlaces } from './fill-places.ts'
import { findPeople, type FoundPerson } from './find-people.ts'
import { readDate } from './read-date.ts'
import type { Layout, SheetRow } from './read-sheet.ts'
import { type Import, type ImportInput, refuseRow, type RowResult, runImport } from './run-import.ts'

export interface DutyImportContext extends AssigningContext {
  readonly default_country: string
}

const LAYOUT: Layout = {
  fields: [
    ...(['registration_id', 'phone_number', 'email', 'full_name'] as const),
    ...(['duty_date', 'duty_time', 'override', 'status'] as const),
  ],
  required: [['duty_date'], ['duty_time'], ['phone_number', 'email', 'full_name', 'registration_id']],
}

interface DutyEntry {
  readonly line: number
  readonly person: string
  readonly creation: Creation
  readonly warnings: readonly string[]
}

/**
 * Assigns the duties of a file, judged as `assignBatch` judges them. A duty that exists is unchanged.
 *
 * @throws {AppError} for a file that cannot be read at all
 */
export async function importDutyAssignments(
  ctx: DutyImportContext & WithActor,
  input: ImportInput<Notify>,
): Promise<Import> {
  const taken_before: TakenPlaces = new Map()
  return runImport(ctx, input, {
    subject: 'duty_assignment',
    layout: LAYOUT,
    read: (rows) => readRows(ctx, rows, input.notify),
    apply: async (chunk) => {
      const { dry_run, traceparent } = input
      const existing = await findExistingDuties(
        ctx,
        chunk.map(({ creation }) => creation),
      )
      const fresh = chunk.filter(({ creation }) => !existing.has(keyOf(creation)))
      const changes = fresh.map(({ creation }) => creation)
      const options = { atomic: false, dry_run, traceparent }
      const changed = changes.length === 0 ? [] : await changeDuties(ctx, changes, options)
      const judged = dry_run ? fillPlaces(changed, changes, taken_before) : changed
      const change_of = new Map(judged.map((duty, index) => [fresh[index], duty]))
      const unknown = await findUnknownLabels(
        ctx.db,
        chunk.map(({ creation }) => creation.duty_time ?? ''),
      )
      return chunk.map((entry): RowResult => {
        const { line, creation } = entry
        const warning = unknown.get(creation.duty_time ?? '')
        const warnings = warning === undefined ? entry.warnings : [...entry.warnings, warning]
        const id = existing.get(keyOf(creation))
        if (id !== undefined) return { line, outcome: 'unchanged', id, warnings }
        const duty = change_of.get(entry)
        if (duty === undefined) throw new Error('Each change has a result.')
        return toResult({ line, warnings }, duty, dry_run)
      })
    },
  })
}

async function readRows(
  ctx: DutyImportContext,
  rows: readonly SheetRow[],
  notify: Notify,
): Promise<(DutyEntry | RowResult)[]> {
  const readable = rows.filter(({ fault }) => fault === undefined)
  const people = await findPeople(ctx.db, readable, ctx.default_country)
  const person_of = new Map(readable.map((row, index) => [row, people[index]]))
  return rows.map((row) => readRow(ctx, row, person_of.get(row), notify))
}

function readRow(
  { time_zone }: DutyImportContext,
  { line, cells, fault }: SheetRow,
  person: FoundPerson | undefined,
  notify: Notify,
): DutyEntry | RowResult {
  if (fault !== undefined || person === undefined) return refuseRow(line, fault === undefined ? [] : [fault])
  if (cells.status?.toLowerCase() === 'cancelled') {
    return { line, outcome: 'unchanged', warnings: ['duty_cancelled: the row was left out'] }
  }
  const date = readDate(cells.duty_date ?? '')
  const faults = [
    ...('fault' in person ? [person.fault] : []),
    ...(date.ok ? [] : [{ pointer: '/duty_date', detail: date.fault, code: date.code }]),
  ]
  const { duty_time = '', override = '' } = cells
  try {
    const creation = readCreation(
      {
        registration_id: 'fault' in person ? '' : person.registration_id,
        duty_date: date.ok ? date.date.toString() : ANY_DATE,
        duty_time,
        ...(override === '' ? {} : { override: { reason: override } }),
      },
      notify,
      time_zone,
    )
    if (creation.kind !== 'create') throw new Error('A duty of a file is a new one.')
    if ('fault' in person) return refusePerson(line, person, faults)
    if (faults.length > 0) return refuseRow(line, faults)
    return { line, person: person.registration_id, creation, warnings: person.warnings }
  } catch (error) {
    if (error instanceof AppError) return refuseRow(line, [...faults, ...error.faults])
    throw error
  }
}

const ANY_DATE = '2000-01-01' // the other cells are judged too, so that one answer names every fault

function refusePerson(
  line: number,
  { fault, is_unknown }: Extract<FoundPerson, { fault: unknown }>,
  faults: readonly Fault[],
): RowResult {
  if (!is_unknown || faults.length > 1) return refuseRow(line, faults)
  const refusal = new AppError('registration_unknown', fault.detail, { faults })
  return { line, outcome: 'refused', warnings: [], refusal }
}

function toResult(
  row: { readonly line: number; readonly warnings: readonly string[] },
  changed: ChangedDuty,
  dry_run: boolean,
): RowResult {
  const { duty } = changed
  if (changed.outcome === 'duty_assignment_exists') {
    return { ...row, outcome: 'unchanged', ...(duty === null ? {} : { id: duty.id }) }
  }
  const refusal = refusalOf(changed)
  if (refusal !== undefined) return { ...row, outcome: 'refused', refusal }
  return { ...row, outcome: 'created', ...(dry_run ? {} : { id: changed.duty_assignment_id }) }
}

function keyOf({ registration_id, duty_date, duty_time_key }: Creation): string {
  return `${registration_id} ${duty_date} ${duty_time_key}`
}

/** The ids of duties that exist, by {@link keyOf}; also of days that are over: a file of the season is imported again in its midst. */
async function findExistingDuties(
  { db }: DutyImportContext,
  creations: readonly Creation[],
): Promise<ReadonlyMap<string, string>> {
  const given = JSON.stringify(creations.map((creation) => ({ ...creation, key: keyOf(creation) })))
  const { rows } = await sql<{ id: string; key: string }>`
    select a.id, p.key
    from jsonb_to_recordset(${given}::jsonb) p(key text, registration_id uuid, duty_date date, duty_time_key text)
    join duty_assignments a using (registration_id, duty_date, duty_time_key)
    where a.status = 'assigned'`.execute(db)
  return new Map(rows.map(({ id, key }) => [key, id]))
}
