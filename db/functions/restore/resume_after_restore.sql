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
  v_lost uuid[];
begin
  perform from installation for update;
  perform from channels c order by c.channel for no key update;
  v_now := clock_timestamp();

  perform from deliveries d where d.state in ('pending', 'sending', 'in_doubt', 'held') order by d.id for no key update;

  update deliveries d set possible_duplicate = true where d.state in ('pending', 'sending', 'in_doubt', 'held');
  get diagnostics v_marked = row_count;

  with lost as (
    update deliveries d set
      state = 'in_doubt', reason = 'restored', in_doubt_at = v_now, spent = d.spent + 1, lease_expires_at = null,
      next_attempt_at = v_now + least(
        case d.channel when 'whatsapp' then p_whatsapp_window else p_email_window end, (d.expires_at - v_now) / 2)
    where d.state = 'sending'
    returning d.id, d.attempts
  ), noted as (
    update attempts a set
      outcome = 'in_doubt', finished_at = v_now,
      provider_text = 'The database was restored while the message was being sent.'
    from lost where a.delivery_id = lost.id and a.number = lost.attempts and a.outcome is null
  )
  select coalesce(array_agg(lost.id), '{}') into v_lost from lost;
  perform unblock_next_for_recipients(v_lost);

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

  return query select v_marked, cardinality(v_lost);
end $$;
