-- Stores that a person decided which number a registration keeps, and releases what was held for it.
--
-- Callers: services/api/src/registrations, which has locked the registration
-- Locks:   deliveries (skip locked)
-- Writes:  number_changes.decided_at; deliveries: held → pending
-- Returns: whether a change was open
create or replace function decide_number_change(p_registration_id uuid) returns boolean language plpgsql as $$
declare
  v_decided boolean;
begin
  update number_changes set decided_at = clock_timestamp() where registration_id = p_registration_id and decided_at is null;
  v_decided := found;
  if v_decided then
    perform release_decided_numbers();
  end if;
  return v_decided;
end $$;
