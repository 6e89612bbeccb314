-- Finds the WhatsApp recipients of reminders for tomorrow that are still to be sent, except those who were reached since p_since: they
-- count as reached this evening anyway.
--
-- p_tomorrow: the date of the duties. p_due_at: when their reminders are due. p_since: 24 hours before tomorrow begins.
--
-- Callers: mark_reserved_recipients, packages/shared/src/channels/daily-recipients.ts
-- Locks:   none
-- Writes:  nothing
-- Returns: the addresses
create or replace function recipients_to_remind(p_tomorrow date, p_due_at timestamptz, p_since timestamptz) returns setof text
language sql stable as $$
  select distinct p.phone_number
  from duty_assignments a
  join registrations p on p.id = a.registration_id
  left join recipients r on r.channel = 'whatsapp' and r.address = p.phone_number
  where a.duty_date = p_tomorrow and a.status = 'assigned' and a.allotment <> 'waiting'
    and (a.allotted_at < p_due_at or a.allotment = 'told_elsewhere')
    and p.status = 'active' and p.whatsapp_opt_in
    and r.suppressed_at is null and coalesce(r.reached_at, '-infinity') < p_since
    and not exists (
      select from outbox_duty_assignments e
      join outbox o on o.id = e.outbox_id
      join deliveries d on d.outbox_id = o.id
      where e.duty_assignment_id = a.id and e.version = a.version
        and o.type = 'duty_reminder_tomorrow' and d.channel = 'whatsapp'
        and d.state not in ('pending', 'held') and not (d.withdrawn and d.state in ('failed', 'expired', 'cancelled'))
    )
$$;
