import { etagOf } from '../http/etag.ts'
import type { CsvTable } from '../csv/answer-csv.ts'
import type { PersonalView } from '../pii/personal-view.ts'
import { toProblem } from '../plugins/problem-details.ts'
import type { BatchResult } from './assign-batch.ts'
import type { DutyAssignmentRow, Telling } from './change-duties.ts'
import { DutyAssignment, type DutyAssignmentItem } from './schemas.ts'

export function presentDutyAssignment(row: DutyAssignmentRow, view: PersonalView): DutyAssignment {
  return {
    id: row.id,
    registration_id: row.registration_id,
    duty_date: row.duty_date.toString(),
    duty_time: row.duty_time,
    status: row.status,
    allotment: row.allotment,
    override: row.override_reason === null ? null : { reason: view.text(row.override_reason) },
    version: row.version,
    created_at: row.created_at.toString(),
    updated_at: row.updated_at.toString(),
  }
}

export const DUTY_TABLE: CsvTable<DutyAssignmentItem> = {
  name: 'duty-assignments',
  columns: ['full_name', ...Object.keys(DutyAssignment.properties)],
  toRow: ({ override, ...item }) => ({ ...item, override: override?.reason ?? null }),
}

/** Publishing what waits changes the allotment and not the version. */
export function etagOfDuty({ version, allotment }: DutyAssignmentRow): string {
  return allotment === 'waiting' ? etagOf(version, { allotment }) : etagOf(version)
}

export function presentTold(told: readonly Telling[]): Telling[] {
  return told.map((telling) => ({
    ...telling,
    at: telling.at === null ? null : Temporal.Instant.from(telling.at).toString(),
  }))
}

export function presentResult(
  result: BatchResult,
  about: { instance: string; request_id: string },
  view: PersonalView,
) {
  const { index, outcome } = result
  if (outcome === 'refused') return { index, outcome, problem: toProblem(result.refusal, about) }
  return {
    index,
    outcome,
    ...(result.duty === null ? {} : { duty_assignment: presentDutyAssignment(result.duty, view) }),
    ...(result.warnings.length === 0 ? {} : { warnings: [...result.warnings] }),
  }
}
