-- Writes accepted changes, the versions they begin and end, and their audit entries.
--
-- Callers: change_duties, which holds the people and duties
-- Locks:   none
-- Writes:  duty_assignments, duty_assignment_versions, audit_log
-- Returns: nothing
create or replace function write_duty_changes(p_changes duty_change[], p_now timestamptz, p_audit jsonb) returns void language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan set jit = off
as $$
begin
  update duty_assignments a set
    status = case c.kind when 'cancel' then 'cancelled' else a.status end,
    version = a.version + 1,
    duty_date = c.duty_date, duty_time = c.duty_time, duty_time_key = c.duty_time_key,
    allotment = c.allotment,
    override_reason = case c.kind when 'cancel' then a.override_reason else c.override_reason end,
    allotted_at = case c.kind when 'cancel' then a.allotted_at else p_now end,
    updated_at = p_now
  from unnest(p_changes) c
  where a.id = c.duty_assignment_id and c.kind <> 'create';

  insert into duty_assignments (id, registration_id, duty_date, duty_time, duty_time_key, allotment, override_reason, allotted_at,
    created_at, updated_at)
  select c.duty_assignment_id, c.registration_id, c.duty_date, c.duty_time, c.duty_time_key, c.allotment, c.override_reason, p_now,
    p_now, p_now
  from unnest(p_changes) c
  where c.kind = 'create'
  order by c.place;

  update duty_assignment_versions v set ended_at = p_now, ended_by = c.ended_by
  from unnest(p_changes) c
  where v.duty_assignment_id = c.duty_assignment_id and v.version = c.was_version and c.kind <> 'create';

  insert into duty_assignment_versions (duty_assignment_id, version, registration_id, duty_date, duty_time, duty_time_key, status,
    told_elsewhere, day_ends_at, began_at)
  select a.id, a.version, a.registration_id, a.duty_date, a.duty_time, a.duty_time_key, a.status,
    c.kind = 'create' and a.allotment = 'told_elsewhere', c.day_ends_at, p_now
  from unnest(p_changes) c join duty_assignments a on a.id = c.duty_assignment_id;

  insert into audit_log (id, actor, api_key_id, action, subject_type, subject_id, request_id, details)
  select new_id(), p_audit ->> 'actor', (p_audit ->> 'api_key_id')::uuid,
    'duty_assignment.' || case c.kind when 'create' then 'created' when 'move' then 'moved' else c.ended_by end,
    'duty_assignment', c.duty_assignment_id::text, p_audit ->> 'request_id',
    jsonb_strip_nulls(jsonb_build_object(
      'version', case c.kind when 'create' then 1 else c.was_version + 1 end,
      'from', case when c.kind <> 'create' then jsonb_build_object('duty_date', c.was_date, 'duty_time', c.was_time) end,
      'to', case when c.kind <> 'cancel' then jsonb_build_object('duty_date', c.duty_date, 'duty_time', c.duty_time) end,
      'copy_of', c.copy_of,
      'override', case when c.override_reason is not null then true end,
      'via', p_audit ->> 'via'))
  from unnest(p_changes) c
  order by c.place;
end $$;
