-- Judges changes in their order, each as if those before it were written: does the duty exist, is the person free, is a place free.
-- Waiting duties count. Times are compared as civil times: a duty that ends at or before its start ends on the next day.
--
-- Callers: change_duties, which holds the duty times, people and duties
-- Locks:   none
-- Writes:  nothing
-- Returns: the changes with their outcomes
create or replace function judge_duty_changes(p_changes duty_change[], p_now timestamptz) returns duty_change[] language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan set jit = off
as $$
declare
  v_judged duty_change[];
  v_previous duty_change[];
  v_leaving uuid[]; -- they leave their date and time
begin
  -- 1. Reasons that concern the change alone.
  select array_agg(with_outcome(c, case
      when c.was_version is null and (c.kind <> 'create' or c.copy_of is not null) then 'duty_assignment_not_found'
      when not c.was_version = any (c.expected_versions) then 'precondition_failed'
      when c.kind = 'cancel' and a.status = 'cancelled'
        then case when c.ended_by = 'cancelled' then 'unchanged' else 'duty_assignment_cancelled' end
      when c.kind = 'cancel' then null
      when a.status = 'cancelled' then 'duty_assignment_cancelled'
      when c.kind = 'move' and (c.duty_date, c.duty_time) = (c.was_date, c.was_time) then 'unchanged'
      when c.day_ends_at <= p_now then 'duty_in_the_past'
      when p.status is distinct from 'active' then 'registration_unknown'
    end, null, null) order by c.place)
  into v_judged
  from unnest(p_changes) c
  left join duty_assignments a on a.id = c.duty_assignment_id
  left join registrations p on p.id = c.registration_id;
  v_leaving := array(select c.duty_assignment_id from unnest(v_judged) c where c.kind <> 'create' and c.outcome is null);

  -- 2. Reasons that concern other duties. A refused change takes no place, which may free later ones: until nothing changes.
  loop
    v_previous := v_judged;
    with change as materialized (
      select c as given, c.*, t.starts_at, t.ends_at from unnest(v_previous) c left join duty_times t on t.key = c.duty_time_key
    ), taking as materialized (
      select * from change where kind <> 'cancel' and outcome is null
    ), taken_before as materialized (
      select day.duty_date, day.duty_time_key, (
        select count(*) from duty_assignments a
        where a.duty_date = day.duty_date and a.duty_time_key = day.duty_time_key and a.status = 'assigned'
          and a.id not in (select unnest(v_leaving))
      ) as taken
      from (select distinct duty_date, duty_time_key from change where kind <> 'cancel' and places is not null) day
    )
    select array_agg(with_outcome(c.given, case
        when c.kind = 'cancel' or not c.is_open then c.outcome
        when same.ids is not null then 'duty_assignment_exists'
        when overlapping.ids is not null and c.override_reason is null then 'duty_overlaps'
        when day.taken >= c.places and c.override_reason is null then 'duty_full'
      end, coalesce(same.ids, overlapping.ids), day.taken::integer) order by c.place)
    into v_judged
    from (
      select *, outcome is null or outcome in ('duty_assignment_exists', 'duty_overlaps', 'duty_full') as is_open from change
    ) c
    cross join lateral (
      select array_agg(o.id) as ids
      from (
        select a.id from duty_assignments a
        where a.registration_id = c.registration_id and a.duty_date = c.duty_date and a.duty_time_key = c.duty_time_key
          and a.status = 'assigned' and (c.kind = 'create' or a.id <> c.duty_assignment_id)
        union all
        select e.duty_assignment_id from taking e
        where e.place < c.place and (e.registration_id, e.duty_date, e.duty_time_key) = (c.registration_id, c.duty_date, c.duty_time_key)
      ) o
    ) same
    cross join lateral (
      select array_agg(o.id order by o.id) as ids
      from (
        select a.id, a.duty_date, t.starts_at, t.ends_at
        from duty_assignments a join duty_times t on t.key = a.duty_time_key
        where a.registration_id = c.registration_id and a.duty_date between c.duty_date - 1 and c.duty_date + 1
          and a.status = 'assigned' and a.id not in (select unnest(v_leaving))
        union all
        select e.duty_assignment_id, e.duty_date, e.starts_at, e.ends_at from taking e
        where e.place < c.place and e.registration_id = c.registration_id and e.duty_date between c.duty_date - 1 and c.duty_date + 1
      ) o
      where o.duty_date + o.starts_at < c.duty_date + c.ends_at + case when c.ends_at <= c.starts_at then interval '1 day' else '0' end
        and c.duty_date + c.starts_at < o.duty_date + o.ends_at + case when o.ends_at <= o.starts_at then interval '1 day' else '0' end
    ) overlapping
    cross join lateral (
      select (
        select coalesce(sum(b.taken), 0) from taken_before b
        where c.places is not null and (b.duty_date, b.duty_time_key) = (c.duty_date, c.duty_time_key)
      ) + (
        select count(*) from taking e
        where c.places is not null and e.place < c.place and (e.duty_date, e.duty_time_key) = (c.duty_date, c.duty_time_key)
      ) as taken
    ) day;
    exit when array(select c.outcome from unnest(v_judged) c) is not distinct from array(select c.outcome from unnest(v_previous) c);
  end loop;
  return v_judged;
end $$;
