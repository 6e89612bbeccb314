-- Publishes events, each by publish_event.
--
-- p_events: [{id, aggregatetype, aggregateid, type, dedupe_key, registration_id, language, parameters, whatsapp_parameters,
--             phone_number, email, whatsapp_delivery_id, email_delivery_id, expires_at, duty_assignments: [{id, version}], traceparent}]
--
-- Callers: packages/shared/src/outbox/publish.ts
-- Locks:   as publish_event
-- Writes:  as publish_event
-- Returns: the ids of the events that were new
create or replace function publish(p_events jsonb) returns uuid[] language sql as $$
  select coalesce(array_agg(e.id) filter (where publish_event(e.id, e.aggregatetype, e.aggregateid, e.type, e.dedupe_key,
    e.registration_id, e.language, e.parameters, e.duty_assignments, e.phone_number, e.email, e.whatsapp_delivery_id,
    e.email_delivery_id, e.expires_at, e.traceparent, e.whatsapp_parameters)), '{}')
  from jsonb_to_recordset(p_events) e(
    id uuid, aggregatetype text, aggregateid text, type text, dedupe_key text, registration_id uuid, language text,
    parameters jsonb, whatsapp_parameters jsonb, phone_number text, email text, whatsapp_delivery_id uuid, email_delivery_id uuid,
    expires_at timestamptz, duty_assignments jsonb, traceparent text)
$$;
