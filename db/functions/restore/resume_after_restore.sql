-- Ends the pause after a restore, when the operator has checked the database. Messages that it shows as unfinished may have been
-- sent after
-- the backup: all of them are marked as possible duplicates, and those being sent are in doubt. Then this database is the
-- remembered one, and
-- earlier pauses hold again. Also safe where no pause was set.
--
-- Callers: packages/commands/src/resume.ts
-- Locks:   installation → channels → deliveries by id → attempts
-- Writes:  deliveries: sending → in_doubt; possible_duplicate; channels: pause; installation
-- Returns: how many deliveries were marked and how many are in doubt
create or replace function resume_after_restore(p_whatsapp_window interval, p_email_window interval)
returns table (marked integer, in_doubt integer) language plpgsql
as $$
#variable_conflict use_column
declare
  v_now timestamptz;
  v_marked integer;
  v_channel text;
  v_lost attempt_result[];
  v_in_doubt integer := 0;
begin
  perform from installation for update;
  perform from channels c order by c.channel for no key update;
  perform set_config('lock_timeout', '50ms', true); -- the caller begins again
  v_now := clock_timestamp();

  perform from deliveries d where d.queue_state in ('pending', 'sending', 'in_doubt', 'held') order by d.id for no key update;

  update deliveries d set possible_duplicate = true where d.queue_state in ('pending', 'sending', 'in_doubt', 'held');
  get diagnostics v_marked = row_count;

  for v_channel in select k.channel from channels k order by k.channel loop
    v_lost := unknown_outcomes(
      array(select d.id from deliveries d where d.queue_state = 'sending' and d.channel = v_channel),
      'restored', 'The database was restored while the message was being sent.');
    v_in_doubt := v_in_doubt + coalesce(cardinality(v_lost), 0);
    perform apply_results(v_lost, 2147483647, case v_channel when 'whatsapp' then p_whatsapp_window else p_email_window end);
  end loop;

  insert into installation (system_identifier, timeline_id, database_oid, table_oid)
  select i.system_identifier, i.timeline_id, i.database_oid, i.table_oid from database_identity() i
  on conflict (is_only_row) do update set
    system_identifier = excluded.system_identifier, timeline_id = excluded.timeline_id,
    database_oid = excluded.database_oid, table_oid = excluded.table_oid,
    remembered_at = v_now, differs_since = null;

  update channels c set
    paused_at = (e.earlier ->> 'paused_at')::timestamptz,
    paused_by = e.earlier ->> 'paused_by',
    pause_reason = e.earlier ->> 'pause_reason',
    pause_code = e.earlier ->> 'pause_code',
    is_trial = false,
    trial_until = null,
    probe_at = case when e.earlier ->> 'paused_by' = 'notifier' then v_now end
  from (select k.channel, i.earlier_pauses -> k.channel as earlier from installation i cross join channels k) e
  where c.channel = e.channel and c.paused_by = 'restore';
  update installation set earlier_pauses = '{}';

  return query select v_marked, v_in_doubt;
end $$;
