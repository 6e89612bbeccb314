-- Tells what is still owed about duties to come: after a message that was withdrawn in flight turned out not to have arrived, after
-- a person got another channel, after Meta approved a template.
--
-- p_languages: see messages_due.
--
-- Callers: packages/shared/src/duties/tell-all-duties.ts
-- Locks:   registrations by id
-- Writes:  deliveries: new → pending
-- Returns: the number of messages
create or replace function tell_all_duties(p_from date, p_languages jsonb) returns integer language plpgsql as $$
declare
  v_registration_ids uuid[];
  v_dates date[];
begin
  select array_agg(m.registration_id), array_agg(m.duty_date) into v_registration_ids, v_dates
  from (
    select array_agg(d.registration_id) as registration_ids, array_agg(d.duty_date) as dates
    from (
      select distinct a.registration_id, a.duty_date from duty_assignments a
      where a.duty_date >= p_from and a.allotment <> 'waiting'
    ) d
  ) day
  cross join lateral messages_due(day.registration_ids, day.dates, p_languages, clock_timestamp()) m;
  if v_dates is null then
    return 0;
  end if;
  perform from (select p.id from registrations p where p.id = any (v_registration_ids) order by p.id for no key update) locked;
  return tell_duties(v_registration_ids, v_dates, p_languages, null);
end $$;
