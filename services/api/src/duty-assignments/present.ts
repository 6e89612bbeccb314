import type { DutyAssignmentRow } from './queries.ts'
import type { DutyAssignment } from './schemas.ts'

export function presentDutyAssignment(row: DutyAssignmentRow): DutyAssignment {
  return {
    id: row.id,
    registration_id: row.registration_id,
    duty_date: row.duty_date.toString(),
    duty_time: row.duty_time,
    status: row.status,
    version: row.version,
    created_at: row.created_at.toString(),
    updated_at: row.updated_at.toString(),
  }
}
