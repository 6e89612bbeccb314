-- Cancels the duties of a person who is being erased, without a message, and deletes what was noted about them.
--
-- Callers: erase_registration, which holds the registration
-- Locks:   duty assignments
-- Writes:  duty_assignments, duty_assignment_versions
-- Returns: nothing
create or replace function cancel_duties_of_erased(p_registration_id uuid) returns void language plpgsql as $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_cancelled uuid[];
begin
  with cancelled as (
    update duty_assignments set status = 'cancelled', version = version + 1, updated_at = v_now
    where registration_id = p_registration_id and status <> 'cancelled'
    returning id
  )
  select array_agg(id) into v_cancelled from cancelled;
  update duty_assignments set override_reason = null where registration_id = p_registration_id and override_reason is not null;

  with ended as (
    update duty_assignment_versions v set ended_at = v_now, ended_by = 'erased'
    where v.duty_assignment_id = any (v_cancelled) and v.ended_at is null
    returning *
  )
  insert into duty_assignment_versions (duty_assignment_id, version, registration_id, duty_date, duty_time, duty_time_key, status,
    day_ends_at, began_at)
  select duty_assignment_id, version + 1, registration_id, duty_date, duty_time, duty_time_key, 'cancelled', day_ends_at, v_now
  from ended;
  update duty_assignment_versions v set told_by_phone_note = null
  from duty_assignments a
  where a.registration_id = p_registration_id and v.duty_assignment_id = a.id and v.told_by_phone_note is not null;
end $$;
