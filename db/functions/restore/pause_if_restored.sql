-- Pauses all channels where this database is not the remembered one. Runs on every new connection of a notifier before its first
-- use,
-- and each minute. Remembers the first database.
--
-- Callers: services/notifier/src/restore
-- Locks:   installation → channels
-- Writes:  channels: pause; installation
-- Returns: the difference and whether this call was the first to see it; no row where nothing differs
create or replace function pause_if_restored() returns table (difference text, is_news boolean) language plpgsql as $$
declare
  v_difference text;
  v_news boolean;
begin
  -- A connection to a standby would survive its promotion unnoticed.
  if pg_is_in_recovery() then
    raise exception 'This database is a standby: the notifiers need the primary.' using errcode = 'read_only_sql_transaction';
  end if;

  if not exists (select from installation) then
    insert into installation (system_identifier, timeline_id, database_oid, table_oid)
    select i.system_identifier, i.timeline_id, i.database_oid, i.table_oid from database_identity() i
    on conflict do nothing;
  end if;

  if database_difference() is null then
    return;
  end if;

  -- Compared again with the row locked: another session may have resumed.
  perform from installation for update;
  v_difference := database_difference();
  if v_difference is null then
    return;
  end if;

  update installation i set
    differs_since = coalesce(i.differs_since, clock_timestamp()),
    earlier_pauses = i.earlier_pauses || (
      select coalesce(jsonb_object_agg(c.channel, to_jsonb(c)), '{}') from channels c
      where c.paused_at is not null and c.paused_by is distinct from 'restore'
    )
  where exists (select from channels c where c.paused_at is null or c.paused_by is distinct from 'restore');
  v_news := found;

  update channels set
    paused_at = clock_timestamp(),
    paused_by = 'restore',
    pause_reason = 'This database is not the one remembered. ' || v_difference
      || ' Messages it shows as waiting may have been sent. Check it, then run: pnpm resume --after-restore',
    pause_code = null,
    probe_at = null
  where paused_at is null or paused_by is distinct from 'restore';

  return query select v_difference, v_news;
end $$;
