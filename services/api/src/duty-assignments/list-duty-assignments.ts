import type { Db } from '@dutybell/shared/db/client'
import { type Page, readPageRequest, toPage } from '../http/page.ts'
import type { WithView } from '../pii/personal-view.ts'
import { findDutyAssignments } from './find-duty-assignments.ts'
import { findFullNames } from '../registrations/queries.ts'
import { presentDutyAssignment } from './present.ts'
import { readDate, readKey } from './read-duty.ts'
import type { DutyAssignmentItem, ListDutyAssignments } from './schemas.ts'

/** @throws {AppError} `invalid_input` for a cursor, a date or a duty time that cannot be */
export async function listDutyAssignments(
  ctx: WithView & { readonly db: Db },
  query: ListDutyAssignments,
): Promise<Page<DutyAssignmentItem>> {
  const filter = {
    registration_id: query.registration_id,
    duty_date: readDate('duty_date', query.duty_date),
    duty_date_from: readDate('duty_date_from', query.duty_date_from),
    duty_date_to: readDate('duty_date_to', query.duty_date_to),
    duty_time_key: readKey(query.duty_time),
    status: query.status,
    allotment: query.allotment,
  }
  const page = readPageRequest('duty_assignments', query, filter)
  const rows = await findDutyAssignments(ctx.db, filter, page)
  const names = await findFullNames(
    ctx.db,
    rows.map(({ registration_id }) => registration_id),
  )
  return toPage(rows, page, (row) => ({
    ...presentDutyAssignment(row, ctx.view),
    full_name: names.get(row.registration_id) ?? null,
  }))
}
