-- Describes how this database differs from the remembered one.
--
-- Callers: pause_if_restored, keep_restore_pause
-- Locks:   none
-- Writes:  nothing
-- Returns: a sentence, or null where nothing differs or nothing is remembered
create or replace function database_difference() returns text language sql as $$
  select case
    when was.system_identifier <> now.system_identifier then 'It is on another server than the one the notifiers last worked on: restored, copied or upgraded.'
    when was.database_oid <> now.database_oid then 'It is another database than the one the notifiers last worked on: a clone, or a dump restored beside it.'
    when was.table_oid <> now.table_oid then 'Its tables were made anew since the notifiers last worked on it: a dump was restored into it.'
    when was.timeline_id <> now.timeline_id then 'It is on another timeline than when the notifiers last worked on it: a standby was promoted, or it was restored to a point in time.'
  end
  from installation was cross join database_identity() now
$$;
