-- Runs recall_recipient for the addresses of a new or changed registration.
--
-- Callers: trigger
-- Locks:   recipients
-- Writes:  recipients
-- Returns: the new row
create or replace function recall_recipients_of_registration() returns trigger language plpgsql as $$
begin
  perform recall_recipient('whatsapp', new.phone_number);
  perform recall_recipient('email', new.email) where new.email is not null;
  return new;
end $$;

create or replace trigger registrations_recall_recipients before insert or update of phone_number, email on registrations
  for each row when (new.status = 'active') execute function recall_recipients_of_registration();
