-- Completes changes from the rows that they name: person, date, label, end of the day, places of the duty time.
--
-- Callers: change_duties
-- Locks:   none
-- Writes:  nothing
-- Returns: the changes, in their order
create or replace function resolve_duty_changes(p_changes duty_change[]) returns duty_change[] language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan set jit = off
as $$
begin
  return (select array_agg((
    c.place, c.kind, c.duty_assignment_id, c.expected_versions,
    coalesce(c.registration_id, other.registration_id, s.registration_id),
    coalesce(c.duty_date, s.duty_date),
    case when c.kind = 'cancel' then s.duty_time else coalesce(t.name, c.duty_time, s.duty_time) end,
    key.duty_time_key,
    coalesce(c.day_ends_at, v.day_ends_at), c.copy_of, c.person_of,
    coalesce(case when c.kind = 'move' and s.allotment = 'told_elsewhere' then 'published' end, c.allotment,
      case when c.kind <> 'create' or s.allotment = 'waiting' then s.allotment end, 'published'),
    c.override_reason, c.ended_by, s.version, s.duty_date, s.duty_time, null, null, t.places, null
  )::duty_change order by c.place)
  from unnest(p_changes) c
  left join duty_assignments s on s.id = coalesce(c.copy_of, case when c.kind <> 'create' then c.duty_assignment_id end)
  left join duty_assignments other on other.id = c.person_of
  left join duty_assignment_versions v on v.duty_assignment_id = s.id and v.version = s.version
  cross join lateral (select coalesce(c.duty_time_key, s.duty_time_key) as duty_time_key) key
  left join duty_times t on t.key = key.duty_time_key);
end $$;
