-- Runs recall_recipients for the addresses of a new or changed registration.
--
-- Callers: trigger
-- Locks:   as recall_recipients
-- Writes:  as recall_recipients
-- Returns: the new row
create or replace function recall_recipients_of_registration() returns trigger language plpgsql as $$
begin
  perform recall_recipients(new.phone_number, new.email);
  return new;
end $$;

create or replace trigger registrations_recall_recipients before insert or update of phone_number, email on registrations
  for each row when (new.status = 'active') execute function recall_recipients_of_registration();
