-- Redacts the row of an erased attempt on every write; the message id becomes a keyed hash, by which a late receipt still finds it.
--
-- Callers: trigger
-- Locks:   none
-- Writes:  nothing
-- Returns: the redacted row
create or replace function redact_erased_attempt() returns trigger language plpgsql as $$
begin
  new.erased := true;
  new.recipient := null;
  new.provider_message_id := erased_form(new.provider_message_id);
  new.provider_text := null;
  new.trace_id := null;
  return new;
end $$;

create or replace trigger attempts_erased_are_redacted before insert or update on attempts
  for each row when (new.erased) execute function redact_erased_attempt();
