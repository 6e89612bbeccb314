-- Refuses every update of an event's payload except the one that redacts it.
--
-- Callers: trigger
-- Locks:   none
-- Writes:  nothing
-- Returns: the new row, or raises restrict_violation
create or replace function refuse_outbox_payload() returns trigger language plpgsql as $$
begin
  if new.payload is distinct from redact_payload(old.payload) then
    raise exception 'The outbox is never updated: publish a new event instead.'
      using errcode = 'restrict_violation', table = tg_table_name;
  end if;
  return new;
end $$;

create or replace trigger outbox_payload_is_only_redacted before update of payload on outbox
  for each row execute function refuse_outbox_payload();
