-- The only way to assign, move and cancel duties: judges the changes, writes them with their versions, withdraws what has become
-- untrue and tells what is owed.
--
-- p_changes: see the type duty_change; a person is named by registration_id or person_of. p_atomic: one that is refused refuses
-- all. p_languages: see messages_due. p_audit: {actor, api_key_id, request_id, via}.
-- A statement that judges begins after the locks are taken, so it sees what they waited for. Raises serialization_failure where a
-- duty was moved while this call waited: begin again.
--
-- Callers: services/api/src/duty-assignments
-- Locks:   duty times by id → registrations by id → duty assignments by id → as withdraw_deliveries
-- Writes:  duty_assignments, duty_assignment_versions, audit_log; as withdraw_deliveries and tell_duties
-- Returns: one row per change. told: of a duty that was moved or cancelled, see told_of_duties. duty: as it is now, or the
--          conflicting one
create or replace function change_duties(
  p_changes jsonb, p_atomic boolean, p_dry_run boolean, p_languages jsonb, p_traceparent text, p_audit jsonb
) returns table (place integer, outcome text, conflicts uuid[], places integer, taken integer, told jsonb, duty duty_assignments)
language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan set jit = off
as $$
#variable_conflict use_column
declare
  v_given constant duty_change[] := array(select r from jsonb_populate_recordset(null::duty_change, p_changes) r order by r.place);
  v_resolved constant duty_change[] := resolve_duty_changes(v_given);
  v_judged duty_change[];
  v_written duty_change[];
  v_told jsonb;
  v_now timestamptz;
begin
  perform from (
    select t.id from duty_times t where t.key in (select c.duty_time_key from unnest(v_resolved) c where c.kind <> 'cancel')
    order by t.id for no key update
  ) locked;
  perform from (
    select p.id from registrations p where p.id in (select c.registration_id from unnest(v_resolved) c) order by p.id for no key update
  ) locked;
  perform from (
    select a.id from duty_assignments a where a.id in (select c.duty_assignment_id from unnest(v_resolved) c where c.kind <> 'create')
    order by a.id for no key update
  ) locked;
  v_judged := resolve_duty_changes(v_given);
  if array(select (c.registration_id, c.duty_time_key, c.places) from unnest(v_judged) c)
    <> array(select (c.registration_id, c.duty_time_key, c.places) from unnest(v_resolved) c) then
    raise exception 'A duty was changed by another transaction.' using errcode = 'serialization_failure';
  end if;

  v_now := clock_timestamp();
  v_judged := judge_duty_changes(v_judged, v_now);
  v_told := case when exists (select from unnest(v_judged) c where c.kind <> 'create' and c.outcome is null) then (
    select jsonb_object_agg(t.id, t.rows) from (
      select t.duty_assignment_id as id, jsonb_agg(to_jsonb(t) order by t.channel, t.at) as rows
      from told_of_duties(array(select c.duty_assignment_id from unnest(v_judged) c where c.kind <> 'create' and c.outcome is null)) t
      group by t.duty_assignment_id
    ) t
  ) end;

  if not p_dry_run and not (p_atomic and exists (
    -- In a list, a duty that exists is not an obstacle.
    select from unnest(v_judged) c
    where c.outcome <> 'unchanged' and (c.outcome <> 'duty_assignment_exists' or c.kind = 'move' or c.copy_of is not null)
  )) then
    v_written := array(select c from unnest(v_judged) c where c.outcome is null order by c.place);
    perform write_duty_changes(v_written, v_now, p_audit);
    perform withdraw_deliveries(array(
        select d.id from unnest(v_written) c
        join outbox_duty_assignments e on e.duty_assignment_id = c.duty_assignment_id and e.version <= c.was_version
        join deliveries d on d.outbox_id = e.outbox_id
        where c.kind = w.kind
      ), w.reason)
    from (values ('cancel', 'duty_cancelled'), ('move', 'duty_moved')) w(kind, reason)
    where exists (select from unnest(v_written) c where c.kind = w.kind);
    -- The day that a duty left, too: a message that was withdrawn may have named other duties of it.
    perform tell_duties(array_agg(day.registration_id), array_agg(day.duty_date), p_languages, p_traceparent)
    from (
      select c.registration_id, c.duty_date from unnest(v_written) c
      union
      select c.registration_id, c.was_date from unnest(v_written) c where c.kind <> 'create'
    ) day;
  end if;

  return query
  select c.place, c.outcome, c.conflicts, c.places, c.taken, coalesce(v_told -> c.duty_assignment_id::text, '[]'), a
  from unnest(v_judged) c
  left join duty_assignments a
    on a.id = case when c.outcome = 'duty_assignment_exists' then c.conflicts[1] else c.duty_assignment_id end
  order by c.place;
end $$;
