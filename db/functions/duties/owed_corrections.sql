-- The one rule of which corrections are owed: a version of a duty that has ended was or may have been told, differs from the duty
-- as it is, and nothing settled it.
--
-- A WhatsApp correction settles when it is delivered, a correction by e-mail when it is accepted, unless a WhatsApp message may
-- have told the version. A call that told a later version settles all before it. An allotment of the new date settles nothing.
-- p_from, p_to: the old dates, inclusive. Those that are over are left out.
--
-- Callers: packages/shared/src/duties
-- Locks:   none
-- Writes:  nothing
-- Returns: one row per version that was told; version is the present one
create or replace function owed_corrections(p_from date, p_to date, p_now timestamptz) returns table (
  duty_assignment_id uuid, version integer, told_version integer, was_date date, was_time text, status text, duty_date date,
  duty_time text, registration_id uuid, full_name text, phone_number text, email text
) language sql stable
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
as $$
  select a.id, a.version, v.version, v.duty_date, v.duty_time, a.status, a.duty_date, a.duty_time, p.id, p.full_name,
    p.phone_number, p.email
  from (
    -- Materialized by the offset: the planner knows little about the number of versions of a day.
    select * from duty_assignment_versions d
    where d.duty_date between p_from and p_to and d.day_ends_at > p_now and d.ended_at is not null and d.status = 'assigned'
    offset 0
  ) v
  join duty_assignments a on a.id = v.duty_assignment_id
  join registrations p on p.id = a.registration_id and p.status = 'active'
  cross join lateral (
    select
      coalesce(bool_or(y.is_told) filter (where y.version = v.version), false) as was_told,
      coalesce(bool_or(y.is_told) filter (where y.version = v.version and y.channel = 'whatsapp'), false) as was_told_by_whatsapp,
      coalesce(bool_or(y.state in ('delivered', 'read')) filter (where y.corrects_version = v.version and y.channel = 'whatsapp'), false)
        as is_corrected_by_whatsapp,
      coalesce(bool_or(y.state in ('accepted', 'sent', 'delivered', 'read'))
        filter (where y.corrects_version = v.version and y.channel = 'email'), false) as is_corrected_by_email
    from duty_tellings(a.id) y
  ) told
  where (v.status, v.duty_date, v.duty_time_key) is distinct from (a.status, a.duty_date, a.duty_time_key)
    and (told.was_told or v.told_elsewhere or v.told_by_phone_at is not null)
    and not told.is_corrected_by_whatsapp
    and not (told.is_corrected_by_email and not told.was_told_by_whatsapp)
    and not exists (
      select from duty_assignment_versions l
      where l.duty_assignment_id = v.duty_assignment_id and l.version > v.version and l.told_by_phone_at is not null
    )
$$;
