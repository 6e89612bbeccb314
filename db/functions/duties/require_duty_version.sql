-- Refuses a change of a duty that begins a version without a row of its history: an API of release 0.1.0 writes none, so nobody could be
-- corrected. The duties of an erased person need none. Judged at the commit, because the row is written after the change.
--
-- Callers: trigger
-- Locks:   none
-- Writes:  nothing
-- Returns: null, or raises restrict_violation
create or replace function require_duty_version() returns trigger language plpgsql as $$
begin
  if not exists (
    select from duty_assignment_versions v where v.duty_assignment_id = new.id and v.version = new.version
  ) and exists (
    select from registrations r where r.id = new.registration_id and r.status <> 'erased'
  ) then
    raise exception 'A change of a duty has no version of its history: replace the API of an earlier release.'
      using errcode = 'restrict_violation', table = tg_table_name;
  end if;
  return null;
end $$;

drop trigger if exists duty_assignments_have_versions on duty_assignments;
create constraint trigger duty_assignments_have_versions after update of version on duty_assignments
  deferrable initially deferred for each row
  when (new.version > old.version and new.updated_at is distinct from old.updated_at)
  execute function require_duty_version();
