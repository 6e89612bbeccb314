import { sql } from 'kysely'
import type { Channel, DutyAllotment } from '../db/vocabulary.ts'
import type { Db, Tx } from '../db/client.ts'

/** A duty of the day, the person's ways to be reached, and those on which the duty has been told. */
export interface DutyToTell {
  readonly id: string
  readonly version: number
  readonly duty_time: string
  readonly allotment: Exclude<DutyAllotment, 'waiting'>
  readonly allotted_at: Temporal.Instant
  readonly registration_id: string
  readonly full_name: string
  readonly phone_number: string | null
  readonly email: string | null
  readonly whatsapp_opt_in: boolean
  readonly language: string
  readonly told_on: readonly Channel[]
  /** How many reminders spoke of the duty as it is, those taken back included. */
  readonly published: number
}

/**
 * Keeps the day's duties and their people as they are until the transaction ends: a move or a cancellation waits, and so does
 * another run for the same day, which would not see what this one publishes. Locks registrations by id, then duty assignments by id.
 *
 * @returns the ids of the locked duties
 */
export async function lockDutiesOn(tx: Tx, date: Temporal.PlainDate): Promise<readonly string[]> {
  await sql`select pg_advisory_xact_lock(hashtextextended('dutybell:reminders:' || ${date.toString()}, 0))`.execute(
    tx,
  )
  const people = await sql<{ id: string }>`
    select r.id from registrations r
    where r.status = 'active' and r.id in (
      select a.registration_id from duty_assignments a where a.duty_date = ${date.toString()} and a.status = 'assigned'
    )
    order by r.id for share`.execute(tx)
  const duties = await sql<{ id: string }>`
    select a.id from duty_assignments a
    where a.duty_date = ${date.toString()} and a.status = 'assigned'
      and a.registration_id = any (${people.rows.map(({ id }) => id)}::uuid[])
    order by a.id for share`.execute(tx)
  return duties.rows.map(({ id }) => id)
}

/**
 * The duties of the day that a reminder may name, in the order of the duty times: duties that wait for their allotment are not
 * among them. A duty counts as told on a channel where a reminder was tried (db/functions/duties/duty_tellings.sql).
 *
 * @param among the ids of the locked duties; all duties of the day unless given
 */
export async function findDutiesOn(
  db: Db,
  date: Temporal.PlainDate,
  among?: readonly string[],
): Promise<readonly DutyToTell[]> {
  const { rows } = await sql<DutyToTell>`
    select a.id, a.version, a.duty_time, a.allotment, a.allotted_at, a.registration_id,
      r.full_name, r.phone_number, r.email, r.whatsapp_opt_in, r.language, told.told_on, told.published
    from duty_assignments a
    join registrations r on r.id = a.registration_id
    left join duty_times t on t.key = a.duty_time_key
    cross join lateral (
      select count(distinct y.outbox_id) as published,
        coalesce(array_agg(distinct y.channel) filter (where y.is_tried), '{}') as told_on
      from duty_tellings(a.id) y
      where y.version = a.version and y.template = 'duty_reminder_tomorrow'
    ) told
    where a.duty_date = ${date.toString()} and a.status = 'assigned' and a.allotment <> 'waiting' and r.status = 'active'
      ${among === undefined ? sql`` : sql`and a.id = any (${among}::uuid[])`}
    order by a.registration_id, t.position, t.name, a.duty_time_key, a.id`.execute(db)
  return rows
}
