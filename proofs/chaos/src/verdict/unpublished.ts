import { CORRECTIONS, eventKey } from '@dutybell/shared/templates/catalogue'
import { query } from '../postgres.ts'
import type { World } from '../world.ts'

/** Who may know which version of a duty on which channel, from the attempts alone. */
const KNOWN = `
  known as (
    select e.duty_assignment_id as id, e.version, d.channel, true as by_message
    from outbox_duty_assignments e join deliveries d on d.outbox_id = e.outbox_id
    where exists (
      select from finished_attempts(array[d.id]) t where t.failed_at is null
        and (t.outcome in ('accepted', 'in_doubt') or t.outcome = 'refused' and coalesce(t.http_status, 0) >= 500)
    )
    union
    select v.duty_assignment_id, v.version, c.channel, false
    from duty_assignment_versions v join registrations r on r.id = v.registration_id
    cross join (values ('whatsapp'), ('email')) c(channel)
    where v.told_elsewhere and (c.channel = 'whatsapp' or r.email is not null)
  ), last_known as (
    select distinct on (k.id, k.channel) k.id, k.channel, v.version, v.duty_date, v.duty_time_key, v.status, v.day_ends_at
    from known k join duty_assignment_versions v on v.duty_assignment_id = k.id and v.version = k.version
    order by k.id, k.channel, k.version desc
  )`

const CHANNELS = `(
  select 'whatsapp' as channel union all select 'email' where r.email is not null
)`

/** Domain rows that nobody was told of, and was not tried to be, as sentences. */
export async function readUnpublished({ database_url, tomorrow }: World): Promise<readonly string[]> {
  const rows = await query<{ fault: string }>(
    database_url,
    `with ${KNOWN}, tried as (
       select e.duty_assignment_id as id, e.version, d.channel, d.template
       from outbox_duty_assignments e join deliveries d on d.outbox_id = e.outbox_id
       where not (d.withdrawn and d.state = 'cancelled' and d.reason <> 'possibly_sent')
     )
     select 'registration ' || r.id || ' has no event' as fault from registrations r
     where not exists (select from outbox o where o.dedupe_key = '${eventKey('registration_received')}:' || r.id)
     union all
     select 'event ' || o.dedupe_key || ' has no delivery on ' || wanted.channel
     from outbox o join registrations r on r.id = (o.payload ->> 'registration_id')::uuid
     cross join lateral ${CHANNELS} wanted
     where o.type = 'registration_received'
       and not exists (select from deliveries d where d.outbox_id = o.id and d.channel = wanted.channel)
     union all
     select 'duty ' || a.id || ' version ' || a.version || ' was not told on ' || wanted.channel || coalesce((
       select ': ' || string_agg(concat_ws(' ', d.channel, d.template, 'of version', e.version, d.state, d.reason), ', ' order by d.seq)
       from outbox_duty_assignments e join deliveries d on d.outbox_id = e.outbox_id
       where e.duty_assignment_id = a.id), '')
     from duty_assignments a join registrations r on r.id = a.registration_id
     cross join lateral ${CHANNELS} wanted
     where a.status = 'assigned' and a.allotment <> 'waiting'
       and not exists (
         select from tried t where t.id = a.id and t.version = a.version and t.channel = wanted.channel
       )
       -- Moved away and back before the person was told otherwise.
       and not exists (
         select from last_known k
         where k.id = a.id and k.channel = wanted.channel and (k.duty_date, k.duty_time_key) = (a.duty_date, a.duty_time_key)
       )
     union all
     select 'duty ' || a.id || ' that waits was told' from duty_assignments a
     where a.allotment = 'waiting' and exists (select from outbox_duty_assignments e where e.duty_assignment_id = a.id)
     union all
     select 'duty ' || a.id || ' of tomorrow had no reminder on ' || wanted.channel
     from duty_assignments a join registrations r on r.id = a.registration_id
     cross join lateral ${CHANNELS} wanted
     where a.status = 'assigned' and a.allotment <> 'waiting' and a.duty_date = $1 and not exists (
       select from tried t
       where t.id = a.id and t.version = a.version and t.channel = wanted.channel and t.template = 'duty_reminder_tomorrow')`,
    [tomorrow.toString()],
  )
  return rows.map(({ fault }) => fault)
}

/** People who may know a version of a duty that has ended, and were neither corrected nor are on the call list. */
export async function readForgotten({ database_url }: World): Promise<readonly string[]> {
  const rows = await query<{ fault: string }>(
    database_url,
    `with ${KNOWN}, untrue as (
       select k.*, a.version as present, v.duty_date as was_date from known k
       join duty_assignment_versions v on v.duty_assignment_id = k.id and v.version = k.version
       join duty_assignments a on a.id = k.id
       where v.status = 'assigned' and v.ended_at is not null
         and (v.status, v.duty_date, v.duty_time_key) is distinct from (a.status, a.duty_date, a.duty_time_key)
     )
     select 'version ' || u.version || ' of duty ' || u.id || ' was known, and has no correction by e-mail' as fault
     from untrue u join last_known k on k.id = u.id and k.channel = u.channel and k.version = u.version
     where u.channel = 'email' and not exists (
       select from outbox_duty_assignments e join outbox o on o.id = e.outbox_id join deliveries d on d.outbox_id = o.id
       where e.duty_assignment_id = u.id and e.version = u.present and d.channel = 'email'
         and o.type = any ($1))
     union all
     select 'version ' || u.version || ' of duty ' || u.id || ' was known, and is neither corrected nor on the call list'
     from (select id, version, bool_or(channel = 'whatsapp' and by_message) as by_whatsapp from untrue group by id, version) u
     where not exists (
       select from owed_corrections('-infinity', 'infinity', clock_timestamp()) o
       where o.duty_assignment_id = u.id and o.told_version = u.version
     ) and not exists (
       select from outbox_duty_assignments e join deliveries d on d.outbox_id = e.outbox_id
       where e.duty_assignment_id = u.id and e.corrects_version = u.version and (
         d.channel = 'whatsapp' and d.state in ('delivered', 'read') or d.channel = 'email' and d.state = 'accepted' and not u.by_whatsapp
       )
     )`,
    [CORRECTIONS],
  )
  return rows.map(({ fault }) => fault)
}
