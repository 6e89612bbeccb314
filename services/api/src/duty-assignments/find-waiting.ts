import type { Db } from '@dutybell/shared/db/client'

export interface WaitingDuty {
  readonly id: string
  readonly duty_date: string
  readonly duty_time: string
  readonly registration_id: string
  readonly full_name: string
}

/** Duties whose allotment waits, from a date to another one (inclusive), by date. */
export async function findWaitingDuties(
  db: Db,
  { from, to }: { readonly from: Temporal.PlainDate; readonly to: Temporal.PlainDate },
): Promise<readonly WaitingDuty[]> {
  const rows = await db
    .selectFrom('duty_assignments as a')
    .innerJoin('registrations as p', 'p.id', 'a.registration_id')
    .select(['a.id', 'a.duty_date', 'a.duty_time', 'a.registration_id', 'p.full_name'])
    .where('a.status', '=', 'assigned')
    .where('a.allotment', '=', 'waiting')
    .where('a.duty_date', '>=', from)
    .where('a.duty_date', '<=', to)
    .orderBy('a.duty_date')
    .orderBy('p.full_name')
    .orderBy('a.id')
    .execute()
  return rows.map((row) => ({ ...row, duty_date: row.duty_date.toString() }))
}
