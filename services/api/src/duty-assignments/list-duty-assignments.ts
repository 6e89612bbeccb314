import type { Db } from '@dutybell/shared/db/client'
import { type Page, readPageRequest, toPage } from '../http/page.ts'
import { presentDutyAssignment } from './present.ts'
import { findDutyAssignments } from './queries.ts'
import { readDutyChange } from './read-duty.ts'
import type { DutyAssignment, ListDutyAssignments } from './schemas.ts'

/** @throws {AppError} `invalid_input` for a cursor or a date that cannot be */
export async function listDutyAssignments(
  ctx: { readonly db: Db },
  query: ListDutyAssignments,
): Promise<Page<DutyAssignment>> {
  const page = readPageRequest(query)
  const { registration_id, duty_date, status } = query
  const { date } = duty_date === undefined ? {} : readDutyChange({ duty_date })
  const rows = await findDutyAssignments(
    ctx.db,
    { registration_id, duty_date: date?.toString(), status },
    page,
  )
  return toPage(rows, page, presentDutyAssignment)
}
