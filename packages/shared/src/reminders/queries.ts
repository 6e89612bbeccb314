import { sql } from 'kysely'
import type { Channel } from '../db/vocabulary.ts'
import type { Db, Tx } from '../db/client.ts'

/** A duty of the day, the person's ways to be reached, and those on which the duty has been told. */
export interface DutyToTell {
  readonly id: string
  readonly version: number
  readonly duty_time: string
  readonly allotted_at: Temporal.Instant
  readonly registration_id: string
  readonly full_name: string
  readonly phone_number: string
  readonly email: string | null
  readonly whatsapp_opt_in: boolean
  readonly language: string
  readonly told_on: readonly Channel[]
  /** How many reminders spoke of the duty as it is, those taken back included. */
  readonly published: number
}

/**
 * Keeps the day's duties and their people as they are until the transaction ends: a move or a cancel waits, and so does
 * another run for the same day, which else would not see what this one tells.
 */
export async function lockDutiesOn(tx: Tx, date: Temporal.PlainDate): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('dutybell:reminders:' || ${date.toString()}, 0))`.execute(
    tx,
  )
  await sql`
    select from duty_assignments a join registrations r on r.id = a.registration_id
    where a.duty_date = ${date.toString()} and a.status = 'assigned' and r.status = 'active'
    order by a.id
    for share of a, r`.execute(tx)
}

/**
 * A duty counts as told on a channel unless what was to tell it was taken back before it left. To a suppressed address
 * there is nothing more to tell.
 */
export async function findDutiesOn(db: Db, date: Temporal.PlainDate): Promise<readonly DutyToTell[]> {
  const { rows } = await sql<DutyToTell>`
    select a.id, a.version, a.duty_time, a.allotted_at, a.registration_id,
      r.full_name, r.phone_number, r.email, r.whatsapp_opt_in, r.language, told.told_on, told.published
    from duty_assignments a
    join registrations r on r.id = a.registration_id
    cross join lateral (
      select
        count(distinct o.id) as published,
        coalesce(array_agg(distinct d.channel) filter (
          where not (d.withdrawn and d.state in ('pending', 'held', 'failed', 'expired', 'cancelled'))
            or d.reason = 'suppressed'
        ), '{}') as told_on
      from outbox_duty_assignments e
      join outbox o on o.id = e.outbox_id
      join deliveries d on d.outbox_id = o.id
      where e.duty_assignment_id = a.id and e.version = a.version and o.type = 'duty_reminder_tomorrow'
    ) told
    where a.duty_date = ${date.toString()} and a.status = 'assigned' and r.status = 'active'
    order by a.registration_id, a.id`.execute(db)
  return rows
}
