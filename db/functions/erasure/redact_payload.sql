-- Returns the payload of an event without its parameters.
--
-- Callers: erase_registration, refuse_outbox_payload
-- Locks:   none
-- Writes:  nothing
-- Returns: jsonb
create or replace function redact_payload(p_payload jsonb) returns jsonb language sql immutable as $$
  select (p_payload - 'whatsapp_parameters') || '{"parameters": [], "erased": true}'
$$;
