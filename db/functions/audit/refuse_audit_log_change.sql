-- Refuses updates of the audit log, and deletes within a year.
--
-- Callers: triggers
-- Locks:   none
-- Writes:  nothing
-- Returns: raises restrict_violation
create or replace function refuse_audit_log_change() returns trigger language plpgsql as $$
begin
  raise exception 'The audit log is append-only, and rows are kept for at least a year.'
    using errcode = 'restrict_violation', table = tg_table_name;
end $$;

create or replace trigger audit_log_is_never_updated before update or truncate on audit_log
  for each statement execute function refuse_audit_log_change();

create or replace trigger audit_log_is_kept_for_a_year before delete on audit_log
  for each row when (old.at > now() - interval '1 year') execute function refuse_audit_log_change();
