import { type AuditRecord, auditing } from '@dutybell/shared/audit/insert-audit'
import type { Db } from '@dutybell/shared/db/client'
import { dutyTimeKey } from '@dutybell/shared/people/duty-time'
import { type newEventIds, publishing } from '@dutybell/shared/outbox/publish'
import { sql } from 'kysely'
import type { DutyAssignmentRow } from './queries.ts'

export interface NewDutyAssignment {
  readonly id: string
  readonly registration_id: string
  readonly duty_date: Temporal.PlainDate
  readonly duty_time: string
  /** The end of the day: the last moment to assign it, and the deadline of the message. */
  readonly day_ends_at: Temporal.Instant
  /** The date in the words of the message. */
  readonly duty_date_text: string
}

export type Insertion =
  | { outcome: 'inserted'; row: DutyAssignmentRow }
  | { outcome: 'registration_unknown' | 'duty_in_the_past' | 'exists' }

type Found = { registration_known: boolean; day_over: boolean } & (DutyAssignmentRow | { id: null })

/**
 * Inserts the assignment, publishes the allotment and inserts the audit entry in one statement. It locks the person against changes, so that it
 * sees, or is seen by, a corrected phone number that is being committed.
 */
export async function insertDutyAssignment(
  db: Db,
  duty: NewDutyAssignment,
  event: ReturnType<typeof newEventIds> & { traceparent: string | null },
  audit: Omit<AuditRecord, 'subject_id'>,
): Promise<Insertion> {
  const ends_at = duty.day_ends_at.toString()
  const allotted = sql`
    jsonb_build_array(jsonb_build_object(
      'id', ${event.id}::uuid, 'aggregatetype', 'duty_assignment', 'aggregateid', a.id,
      'type', 'duty_allotment_confirmed', 'dedupe_key', 'duty_allotment_confirmed:' || a.id || ':' || a.version,
      'registration_id', p.id, 'language', p.language,
      'parameters', jsonb_build_array(p.full_name, ${duty.duty_date_text}::text, a.duty_time),
      'phone_number', case when p.whatsapp_opt_in then p.phone_number end, 'email', p.email,
      'whatsapp_delivery_id', ${event.whatsapp_delivery_id}::uuid, 'email_delivery_id', ${event.email_delivery_id}::uuid,
      'expires_at', ${ends_at}::timestamptz,
      'duty_assignments', jsonb_build_array(jsonb_build_object('id', a.id, 'version', a.version)),
      'traceparent', ${event.traceparent}::text))`
  const { rows } = await sql<Found>`
    with person as materialized (
      select * from registrations where id = ${duty.registration_id} and status = 'active' for share
    ), clock as materialized (
      select clock_timestamp() >= ${ends_at}::timestamptz as day_over
    ), assignment as (
      insert into duty_assignments (id, registration_id, duty_date, duty_time, duty_time_key)
      select ${duty.id}, person.id, ${duty.duty_date.toString()}::date, ${duty.duty_time}, ${dutyTimeKey(duty.duty_time)}
      from person cross join clock where not clock.day_over
      on conflict (registration_id, duty_date, duty_time_key) where status <> 'cancelled' do nothing
      returning *
    ), audited as (${auditing(audit, sql`select a.id::text as subject_id from assignment a`)}
    )
    select a.*, exists (select from person) as registration_known, clock.day_over,
      case when a.id is not null then ${publishing(allotted)} end as published
    from clock left join (assignment a cross join person p) on true`.execute(db)
  const [found] = rows
  if (found === undefined) throw new Error('The clock gives one row.')
  if (found.id !== null) return { outcome: 'inserted', row: found }
  if (!found.registration_known) return { outcome: 'registration_unknown' }
  return { outcome: found.day_over ? 'duty_in_the_past' : 'exists' }
}
