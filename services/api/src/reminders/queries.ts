import type { Db } from '@dutybell/shared/db/client'
import type { Channel, DeliveryState } from '@dutybell/shared/db/vocabulary'
import { type RawBuilder, sql } from 'kysely'

/** A person with a duty on the day. */
export interface PersonOfDay {
  readonly registration_id: string
  readonly full_name: string
  readonly duty_times: readonly string[]
  /** Duties that nobody was told of; no reminder names them. */
  readonly drafts: readonly string[]
  readonly is_number_changed: boolean
  readonly refuses_whatsapp: boolean
  readonly refuses_email: boolean
  /** The newest reminder of the duties as they are, on each channel. */
  readonly whatsapp: ReminderState | null
  readonly email: ReminderState | null
}

export interface ReminderState {
  readonly delivery_id: string
  readonly state: DeliveryState
}

export async function findPeopleOfDay(db: Db, date: Temporal.PlainDate): Promise<readonly PersonOfDay[]> {
  const { rows } = await sql<PersonOfDay>`
    select p.id as registration_id, p.full_name, day.duty_times, day.drafts,
      p.whatsapp_opt_in and exists (
        select from number_changes n
        where n.address = p.phone_number and n.registration_id = p.id and n.decided_at is null
      ) as is_number_changed,
      ${refuses('whatsapp', 'p.phone_number')} as refuses_whatsapp, ${refuses('email', 'p.email')} as refuses_email,
      ${newest('whatsapp')} as whatsapp, ${newest('email')} as email
    from (
      select a.registration_id, array_agg(a.id) as ids,
        coalesce(array_agg(a.duty_time order by t.position, a.duty_time) filter (where a.allotment <> 'waiting'), '{}') as duty_times,
        coalesce(array_agg(a.duty_time order by t.position, a.duty_time) filter (where a.allotment = 'waiting'), '{}') as drafts
      from duty_assignments a
      left join duty_times t on t.key = a.duty_time_key
      where a.duty_date = ${date.toString()}::date and a.status = 'assigned'
      group by a.registration_id
    ) day
    join registrations p on p.id = day.registration_id and p.status = 'active'
    order by p.full_name, p.id`.execute(db)
  return rows
}

function newest(channel: Channel): RawBuilder<unknown> {
  return sql`(
    select jsonb_build_object('delivery_id', d.id, 'state', d.state)
    from duty_assignments named
    join outbox_duty_assignments e on e.duty_assignment_id = named.id and e.version = named.version
    join deliveries d on d.outbox_id = e.outbox_id and d.template = 'duty_reminder_tomorrow' and d.channel = ${channel}
    where named.id = any (day.ids)
    order by d.id desc limit 1
  )`
}

function refuses(channel: Channel, address: string): RawBuilder<unknown> {
  return sql`exists (
    select from recipients r
    where r.channel = ${channel} and r.address = ${sql.ref(address)} and r.suppressed_at is not null
  )`
}
