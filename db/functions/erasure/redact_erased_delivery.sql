-- Redacts the row of an erased delivery on every write. A trigger, so that no later write (the answer of an open request, a
-- receipt,
-- an expired lease) restores an address.
--
-- Callers: trigger
-- Locks:   none
-- Writes:  nothing
-- Returns: the redacted row
create or replace function redact_erased_delivery() returns trigger language plpgsql as $$
begin
  new.erased := true;
  new.recipient := 'erased:' || new.id; -- unique, because two may be in flight at once
  new.withdrawn := true; -- never sent again, whatever a late receipt or an operator asks
  new.provider_message_id := null;
  new.last_error_text := null;
  return new;
end $$;

create or replace trigger deliveries_erased_are_redacted before update on deliveries
  for each row when (old.erased or new.erased) execute function redact_erased_delivery();
