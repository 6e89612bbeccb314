-- Runs recall_recipients for the addresses of a new or changed registration, where anything is erased.
--
-- Callers: trigger
-- Locks:   recipients by address (key share) → as recall_recipients
-- Writes:  as recall_recipients
-- Returns: the new row
create or replace function recall_recipients_of_registration() returns trigger language plpgsql
  set enable_seqscan = off set jit = off
as $$
begin
  -- Waits for an erasure in progress, so that the next statement sees its result. Without it a registration would forget a STOP.
  perform from (values ('email', new.email), ('whatsapp', new.phone_number)) given(channel, address)
  cross join lateral (
    select from recipients r where r.channel = given.channel and r.address = given.address for key share
  ) locked;
  if exists (select from recipients r where r.erased_at is not null) then
    perform recall_recipients(new.phone_number, new.email);
  end if;
  return new;
end $$;

create or replace trigger registrations_recall_recipients before insert or update of phone_number, email on registrations
  for each row when (new.status = 'active') execute function recall_recipients_of_registration();
