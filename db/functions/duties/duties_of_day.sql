-- Reads the assigned duties of a day: the person, the newest message about each duty as it is on each channel, and what keeps
-- messages from the person.
--
-- A delivery that was withdrawn before it left is no message. Of a duty that was moved away and back, messages of the time before
-- count, unless another version was told since. unreachable: no_channel, or suppressed on each channel of the person.
--
-- p_registration_id: only the duties of this person
--
-- Callers: packages/shared/src/duties
-- Locks:   none
-- Writes:  nothing
-- Returns: one row per duty. whatsapp, email: states; null where there is no message
create or replace function duties_of_day(p_date date, p_registration_id uuid default null) returns table (
  duty_assignment_id uuid, version integer, duty_time text, duty_time_key text, allotment text, registration_id uuid,
  full_name text, phone_number text, email text, told_elsewhere boolean, is_ticked boolean, has_whatsapp boolean,
  whatsapp_state text, email_state text, told_at timestamptz, is_number_changed boolean, unreachable text
) language sql stable
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
as $$
  select a.id, a.version, a.duty_time, a.duty_time_key, a.allotment, a.registration_id, p.full_name, p.phone_number, p.email,
    coalesce(v.told_elsewhere or (a.version > 1 and exists (
      select from duty_assignment_versions same
      where same.duty_assignment_id = a.id and same.told_elsewhere
        and (same.duty_date, same.duty_time_key) = (a.duty_date, a.duty_time_key)
    )), false), v.told_by_phone_at is not null, p.whatsapp_opt_in, w.state, m.state,
    coalesce(greatest(w.created_at, m.created_at), a.allotted_at),
    p.whatsapp_opt_in and exists (
      select from number_changes n
      where n.address = p.phone_number and n.registration_id = p.id and n.decided_at is null
    ),
    case
      when not p.whatsapp_opt_in and p.email is null then 'no_channel'
      when (not p.whatsapp_opt_in or refuses_whatsapp.it) and (p.email is null or refuses_email.it) then 'suppressed'
    end
  from (
    -- Materialized by the offset: the planner knows little about the number of duties of a day.
    select * from duty_assignments d
    where d.duty_date = p_date and d.status = 'assigned'
      and (p_registration_id is null or d.registration_id = p_registration_id)
    offset 0
  ) a
  join registrations p on p.id = a.registration_id
  left join duty_assignment_versions v on v.duty_assignment_id = a.id and v.version = a.version
  cross join lateral (
    select (array_agg(y.delivery_id order by y.delivery_id desc) filter (where y.channel = 'whatsapp'))[1] as whatsapp,
      (array_agg(y.delivery_id order by y.delivery_id desc) filter (where y.channel = 'email'))[1] as email
    from duty_tellings(a.id) y
    where y.is_tried and (y.version = a.version or (
      exists (
        select from duty_assignment_versions same
        where same.duty_assignment_id = a.id and same.version = y.version and same.status = 'assigned'
          and (same.duty_date, same.duty_time_key) = (a.duty_date, a.duty_time_key)
      )
      and not exists (
        select from duty_tellings(a.id) other
        where other.is_told and other.version > y.version and other.version < a.version
      )
    ))
  ) newest
  left join deliveries w on w.id = newest.whatsapp
  left join deliveries m on m.id = newest.email
  cross join lateral (
    select exists (select from recipients r where r.channel = 'whatsapp' and r.address = p.phone_number and r.suppressed_at is not null)
  ) refuses_whatsapp(it)
  cross join lateral (
    select exists (select from recipients r where r.channel = 'email' and r.address = p.email and r.suppressed_at is not null)
  ) refuses_email(it)
$$;
