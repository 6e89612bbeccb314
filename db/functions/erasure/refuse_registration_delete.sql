-- Refuses to delete registrations: deliveries name them without a foreign key. An erasure redacts the row.
--
-- Callers: trigger
-- Locks:   none
-- Writes:  nothing
-- Returns: raises restrict_violation
create or replace function refuse_registration_delete() returns trigger language plpgsql as $$
begin
  raise exception 'A registration is never deleted: erase it instead.'
    using errcode = 'restrict_violation', table = tg_table_name;
end $$;

create or replace trigger registrations_are_never_deleted before delete on registrations
  for each statement execute function refuse_registration_delete();
