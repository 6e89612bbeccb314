-- Identifies this database. A part that the role may not read is null and is not compared.
-- The timeline comes from the name of the WAL file: pg_control_checkpoint() lags behind a promotion until a checkpoint.
--
-- Callers: database_difference, pause_if_restored, resume_after_restore
-- Locks:   none
-- Writes:  nothing
-- Returns: one row
create or replace function database_identity() returns table (
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
