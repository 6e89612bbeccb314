-- Refuses every update of an outbox event, except the redaction of its payload (see refuse_outbox_payload).
--
-- Callers: triggers
-- Locks:   none
-- Writes:  nothing
-- Returns: raises restrict_violation
create or replace function refuse_outbox_update() returns trigger language plpgsql as $$
begin
  raise exception 'The outbox is never updated: publish a new event instead.'
    using errcode = 'restrict_violation', table = tg_table_name;
end $$;

create or replace trigger outbox_is_never_updated
  before update of id, aggregatetype, aggregateid, type, dedupe_key, traceparent, created_at on outbox
  for each statement execute function refuse_outbox_update();

create or replace trigger outbox_duty_assignments_are_never_updated before update on outbox_duty_assignments
  for each statement execute function refuse_outbox_update();
