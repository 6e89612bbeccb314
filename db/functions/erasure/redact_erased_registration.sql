-- Redacts the row of an erased registration on every write.
--
-- Callers: trigger
-- Locks:   none
-- Writes:  nothing
-- Returns: the redacted row
create or replace function redact_erased_registration() returns trigger language plpgsql as $$
begin
  new.full_name := '';
  new.name_key := 'erased:' || new.id;
  new.phone_number := '';
  new.email := null;
  new.mailbox := null;
  new.consent_source := null;
  new.consent_words := null;
  return new;
end $$;

create or replace trigger registrations_erased_are_redacted before insert or update on registrations
  for each row when (new.status = 'erased') execute function redact_erased_registration();
