create table installation (
  is_only_row boolean not null default true constraint installation_pkey primary key
    constraint installation_one_row check (is_only_row),
  system_identifier text,
  timeline_id integer,
  database_oid oid not null,
  table_oid oid not null,
  remembered_at timestamptz not null default clock_timestamp(),
  differs_since timestamptz,
  earlier_pauses jsonb not null default '{}'
);
comment on table installation is 'Which database this was when the notifiers last worked on it: a restored, promoted or cloned one remembers another.';
comment on column installation.system_identifier is 'Of the server, from initdb; null where this role may not ask.';
comment on column installation.timeline_id is 'Begins anew with each promotion and point-in-time recovery; null where this role may not ask.';
comment on column installation.table_oid is 'Of this table: a dump restored into the same database makes it anew.';
comment on column installation.earlier_pauses is 'By channel, the pauses that held before the pause for the restore, and hold again after it.';

-- What this database is now. Any role may ask all of it on a stock Postgres; where a service forbids it, that part is null and
-- is not compared. The timeline comes from the WAL's name, as pg_control_checkpoint() lags behind a promotion until a checkpoint.
create function database_identity() returns table (
  system_identifier text, timeline_id integer, database_oid oid, table_oid oid
) language plpgsql as $$
#variable_conflict use_variable
begin
  begin
    system_identifier := (select s.system_identifier::text from pg_control_system() s);
  exception when insufficient_privilege or undefined_function or feature_not_supported then
    system_identifier := null;
  end;
  begin
    timeline_id := ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::integer;
  exception when insufficient_privilege or undefined_function or feature_not_supported then
    timeline_id := null;
  end;
  database_oid := (select d.oid from pg_database d where d.datname = current_database());
  table_oid := 'installation'::regclass::oid;
  return next;
end $$;

-- How this database differs from the one remembered, as a sentence; null where it does not, or where none is remembered.
create function database_difference() returns text language sql as $$
  select case
    when was.system_identifier <> now.system_identifier then 'It is on another server than the one the notifiers last worked on: restored, copied or upgraded.'
    when was.database_oid <> now.database_oid then 'It is another database than the one the notifiers last worked on: a clone, or a dump restored beside it.'
    when was.table_oid <> now.table_oid then 'Its tables were made anew since the notifiers last worked on it: a dump was restored into it.'
    when was.timeline_id <> now.timeline_id then 'It is on another timeline than when the notifiers last worked on it: a standby was promoted, or it was restored to a point in time.'
  end
  from installation was cross join database_identity() now
$$;

-- Run on every new connection of a notifier, before it is used, and each minute: no promotion, restore or clone goes by without a
-- new connection. Remembers the first database; on another one pauses all channels, so that no claim takes anything.
-- Returns the difference and whether this call was the first to see it; no row where all is well.
create function pause_if_restored() returns table (difference text, is_news boolean) language plpgsql as $$
declare
  v_difference text;
  v_news boolean;
begin
  -- A connection made to a standby would live on through its promotion, unseen.
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

  -- Looked at again with the row locked: somebody may just have resumed.
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

-- As long as the database differs nothing else lifts or takes over this pause: not a probe, not an operator's resume.
create function keep_restore_pause() returns trigger language plpgsql as $$
begin
  if database_difference() is null then
    return new;
  end if;
  return old;
end $$;
create trigger channels_keep_restore_pause before update of paused_at, paused_by on channels
  for each row when (old.paused_by = 'restore' and (new.paused_at is null or new.paused_by is distinct from old.paused_by))
  execute function keep_restore_pause();

-- The operator has looked at the restored database. What it takes for unfinished may have been sent after the backup was made,
-- also what it believes never tried: all of that is marked. What was on its way is in doubt. Then this is the database remembered,
-- and the channels go on as they were. Safe to run on a database that was never paused, after a copy nobody could notice.
create function resume_after_restore(p_whatsapp_window interval, p_email_window interval)
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
      provider_text = 'The database was restored while this was on its way.'
    from lost where a.delivery_id = lost.id and a.number = lost.attempts and a.outcome is null
  )
  select coalesce(array_agg(lost.id), '{}') into v_lost from lost;
  perform let_next_go(v_lost);

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
