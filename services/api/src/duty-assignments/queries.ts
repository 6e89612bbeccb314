import type { Db, Tx } from '@dutybell/shared/db/client'
import type { Tables } from '@dutybell/shared/db/database'
import { dutyTimeKey } from '@dutybell/shared/people/duty-time'
import { type Selectable, sql } from 'kysely'

export type DutyAssignmentRow = Selectable<Tables['duty_assignments']>

export function findDutyAssignment(db: Db, id: string): Promise<DutyAssignmentRow | undefined> {
  return db.selectFrom('duty_assignments').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Locks the row against other changes and the reminder sweep. */
export function lockDutyAssignment(tx: Tx, id: string): Promise<DutyAssignmentRow | undefined> {
  return tx
    .selectFrom('duty_assignments')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
}

/** Locks the person against changes until the allotment is published. */
export function lockRegistrationShared(tx: Tx, registration_id: string) {
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
    .set({
      duty_date: duty.date.toString(),
      duty_time: duty.time,
      duty_time_key: dutyTimeKey(duty.time),
      allotted_at: sql`clock_timestamp()`,
    })
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
