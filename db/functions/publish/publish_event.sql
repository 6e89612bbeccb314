-- Publishes one event, for services of release 0.1.0, which run beside this schema during an upgrade.
--
-- Callers: none of this release
-- Locks:   as publish_events
-- Writes:  as publish_events
-- Returns: whether the event was new
create or replace function publish_event(
  p_id uuid, p_aggregatetype text, p_aggregateid text, p_type text, p_dedupe_key text, p_registration_id uuid, p_language text,
  p_parameters jsonb, p_duty_assignments jsonb, p_phone_number text, p_email text, p_whatsapp_delivery_id uuid,
  p_email_delivery_id uuid, p_expires_at timestamptz, p_traceparent text
) returns boolean language sql as $$
  select publish_events(array[(p_id, p_aggregatetype, p_aggregateid, p_type, p_dedupe_key, p_registration_id, p_language, p_parameters, null,
    p_duty_assignments, p_phone_number, p_email, p_whatsapp_delivery_id, p_email_delivery_id, p_expires_at, p_traceparent, null
  )::new_event]) <> '{}'
$$;
