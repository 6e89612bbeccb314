import type { Db, Tx } from '@dutybell/shared/db/client'
import type { Tables } from '@dutybell/shared/db/database'
import { type Selectable, sql } from 'kysely'
import { paged, type PageRequest } from '../http/page.ts'

export type DutyAssignmentRow = Selectable<Tables['duty_assignments']>

export function findDutyAssignment(db: Db, id: string): Promise<DutyAssignmentRow | undefined> {
  return db.selectFrom('duty_assignments').selectAll().where('id', '=', id).executeTakeFirst()
}

export function findDutyAssignments(
  db: Db,
  filter: {
    registration_id: string | undefined
    duty_date: string | undefined
    duty_date_from: string | undefined
    duty_date_to: string | undefined
    status: DutyAssignmentRow['status'] | undefined
  },
  page: PageRequest,
): Promise<DutyAssignmentRow[]> {
  let query = db.selectFrom('duty_assignments').selectAll()
  if (filter.registration_id !== undefined)
    query = query.where('registration_id', '=', filter.registration_id)
  if (filter.duty_date !== undefined) query = query.where('duty_date', '=', date(filter.duty_date))
  if (filter.duty_date_from !== undefined) query = query.where('duty_date', '>=', date(filter.duty_date_from))
  if (filter.duty_date_to !== undefined) query = query.where('duty_date', '<=', date(filter.duty_date_to))
  if (filter.status !== undefined) query = query.where('status', '=', filter.status)
  return paged(query, page).execute()
}

function date(text: string) {
  return sql<Temporal.PlainDate>`${text}::date`
}

/** Locks the row against other changes, and the sweep of reminders. */
export function lockDutyAssignment(tx: Tx, id: string): Promise<DutyAssignmentRow | undefined> {
  return tx
    .selectFrom('duty_assignments')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
}

/** Locks the person against changes until the allotment is published. */
export function sharePerson(tx: Tx, registration_id: string) {
  return tx
    .selectFrom('registrations')
    .selectAll()
    .where('id', '=', registration_id)
    .where('status', '=', 'active')
    .forShare()
    .executeTakeFirst()
}

/** A new version, allotted now; the caller holds the row's lock. */
export function moveDutyAssignmentRow(
  tx: Tx,
  id: string,
  duty: { date: Temporal.PlainDate; time: string },
): Promise<DutyAssignmentRow> {
  return tx
    .updateTable('duty_assignments')
    .set({ duty_date: duty.date.toString(), duty_time: duty.time, allotted_at: sql`clock_timestamp()` })
    .set({ version: sql`version + 1`, updated_at: sql`clock_timestamp()` })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** A new version; the caller holds the row's lock. */
export function cancelDutyAssignmentRow(tx: Tx, id: string): Promise<DutyAssignmentRow> {
  return tx
    .updateTable('duty_assignments')
    .set({ status: 'cancelled', version: sql`version + 1`, updated_at: sql`clock_timestamp()` })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}
