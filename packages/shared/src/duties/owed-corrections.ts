import { sql } from 'kysely'
import type { Db } from '../db/client.ts'
import type { DutyAssignmentStatus } from '../db/vocabulary.ts'

/** A version of a duty that a person was told, that is not true any more, and that nothing settled. */
export interface OwedCorrection {
  readonly duty_assignment_id: string
  /** The present version. */
  readonly version: number
  readonly told_version: number
  readonly was_date: Temporal.PlainDate
  readonly was_time: string
  /** The duty as it is. */
  readonly status: DutyAssignmentStatus
  readonly duty_date: Temporal.PlainDate
  readonly duty_time: string
  readonly registration_id: string
  readonly full_name: string
  readonly phone_number: string | null
  readonly email: string | null
}

/** @param dates.from of the old dates, inclusive as `dates.to` is; null: no limit. Dates that are over are left out. */
export async function findOwedCorrections(
  db: Db,
  { from, to, now }: { from: Temporal.PlainDate; to: Temporal.PlainDate | null; now: Temporal.Instant },
): Promise<readonly OwedCorrection[]> {
  const { rows } = await sql<OwedCorrection>`
    select * from owed_corrections(${from.toString()}::date, ${to?.toString() ?? 'infinity'}::date, ${now.toString()}::timestamptz)
    order by was_date, was_time, full_name, duty_assignment_id, told_version desc`.execute(db)
  return rows
}
