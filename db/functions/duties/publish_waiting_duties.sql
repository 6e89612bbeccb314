-- Publishes the allotments that wait, once however often it is called.
--
-- p_to: inclusive. p_dry_run: counts what would be published, and takes it back. p_languages: see messages_due.
--
-- Callers: services/api/src/duty-assignments
-- Locks:   registrations by id → duty assignments by id
-- Writes:  duty_assignments: allotment waiting → published, allotted_at; as tell_duties
-- Returns: one row: the number of duties and of messages
create or replace function publish_waiting_duties(
  p_from date, p_to date, p_dry_run boolean, p_languages jsonb, p_traceparent text
) returns table (published integer, messages integer) language plpgsql as $$
declare
  v_locked uuid[];
  v_registration_ids uuid[];
  v_dates date[];
begin
  select array_agg(locked.id) into v_locked from (
    select p.id from registrations p
    where p.id in (
      select a.registration_id from duty_assignments a
      where a.allotment = 'waiting' and a.status = 'assigned' and a.duty_date between p_from and p_to
    )
    order by p.id for no key update
  ) locked;
  begin
    with waiting as (
      select a.id from duty_assignments a
      join duty_assignment_versions v on v.duty_assignment_id = a.id and v.version = a.version
      where a.allotment = 'waiting' and a.status = 'assigned' and a.duty_date between p_from and p_to
        and a.registration_id = any (v_locked) -- a duty of another person was created since: its person is not locked
        and v.day_ends_at > clock_timestamp()
      order by a.id for no key update of a
    ), told as (
      update duty_assignments a set allotment = 'published', allotted_at = clock_timestamp(), updated_at = clock_timestamp()
      from waiting where a.id = waiting.id
      returning a.registration_id, a.duty_date
    )
    select array_agg(told.registration_id), array_agg(told.duty_date), count(*) into v_registration_ids, v_dates, published from told;
    messages := coalesce(tell_duties(v_registration_ids, v_dates, p_languages, p_traceparent), 0);
    if p_dry_run then
      raise exception 'Dry run.' using errcode = 'DR001';
    end if;
  exception when sqlstate 'DR001' then null;
  end;
  return next;
end $$;
