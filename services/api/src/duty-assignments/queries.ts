import type { Db } from '@dutybell/shared/db/client'
import type { DutyAssignmentRow } from './change-duties.ts'

export function findDutyAssignment(db: Db, id: string): Promise<DutyAssignmentRow | undefined> {
  return db.selectFrom('duty_assignments').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The assigned duties of a day, or of one duty time of it. */
export async function findAssignedOn(
  db: Db,
  date: Temporal.PlainDate,
  duty_time_key: string | undefined,
): Promise<{ id: string; version: number }[]> {
  return db
    .selectFrom('duty_assignments')
    .select(['id', 'version'])
    .where('duty_date', '=', date)
    .where('status', '=', 'assigned')
    .$if(duty_time_key !== undefined, (duties) => duties.where('duty_time_key', '=', duty_time_key ?? ''))
    .orderBy('id')
    .execute()
}
