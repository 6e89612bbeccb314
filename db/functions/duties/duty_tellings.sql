-- Reads each message that named a duty, with its present state. A message tells the version that it names.
--
-- is_told: it was accepted or may have arrived. is_tried: it is not sent again: it was told, is under way, failed, expired, or its
-- address refuses messages; what was withdrawn before it left was not tried.
--
-- Callers: messages_due, told_of_duties, duties_of_day, owed_corrections, packages/shared/src/reminders
-- Locks:   none
-- Writes:  nothing
-- Returns: one row per delivery
create or replace function duty_tellings(p_duty_assignment_id uuid) returns table (
  version integer, corrects_version integer, channel text, outbox_id uuid, delivery_id uuid, template text, state text,
  expires_at timestamptz, is_told boolean, is_tried boolean
) language sql stable as $$
  select e.version, e.corrects_version, d.channel, d.outbox_id, d.id, d.template, d.state, d.expires_at, arrived.is_told,
    not d.withdrawn or d.reason = 'suppressed' or arrived.is_told
  from outbox_duty_assignments e
  join deliveries d on d.outbox_id = e.outbox_id
  cross join lateral (select d.queue_state = 'done' or may_have_arrived(d.id, d.queue_state)) arrived(is_told)
  where e.duty_assignment_id = p_duty_assignment_id
$$;
