-- Inserts outbox events and one delivery for each address of theirs. An event whose dedupe_key exists is left out.
--
-- p_events: [{id, aggregatetype, aggregateid, type, dedupe_key, registration_id, language, parameters, phone_number, email,
--             whatsapp_delivery_id, email_delivery_id, expires_at, duty_assignments: [{id, version}], traceparent}]
--
-- A function, because each session plans it once, behind any pooler.
--
-- Callers: packages/shared/src/outbox/publish.ts
-- Locks:   none; the unique dedupe_key makes a second publisher wait for the first
-- Writes:  deliveries: new → pending
-- Returns: the ids of the events that were new
create or replace function publish(p_events jsonb) returns uuid[] language plpgsql as $$
declare
  v_published uuid[];
begin
  with event as materialized (
    select * from jsonb_to_recordset(p_events) e(
      id uuid, aggregatetype text, aggregateid text, type text, dedupe_key text, registration_id uuid, language text,
      parameters jsonb, phone_number text, email text, whatsapp_delivery_id uuid, email_delivery_id uuid,
      expires_at timestamptz, duty_assignments jsonb, traceparent text)
  ), published as (
    insert into outbox (id, aggregatetype, aggregateid, type, payload, dedupe_key, traceparent)
    select e.id, e.aggregatetype, e.aggregateid, e.type,
      jsonb_build_object('registration_id', e.registration_id, 'language', e.language, 'parameters', e.parameters,
        'duty_assignments', e.duty_assignments),
      e.dedupe_key, e.traceparent
    from event e
    on conflict on constraint outbox_dedupe_key_key do nothing
    returning id, created_at
  ), concerned as (
    insert into outbox_duty_assignments (outbox_id, duty_assignment_id, version)
    select e.id, duty.id, duty.version
    from published join event e using (id)
    cross join jsonb_to_recordset(e.duty_assignments) duty(id uuid, version integer)
  ), queued as (
    insert into deliveries (id, outbox_id, registration_id, channel, template, recipient, rank, expires_at)
    select delivery.id, e.id, e.registration_id, delivery.channel, e.type, delivery.recipient,
      least(e.expires_at, published.created_at + interval '24 hours'), e.expires_at
    from published join event e using (id)
    cross join lateral (values
      (e.whatsapp_delivery_id, 'whatsapp', e.phone_number),
      (e.email_delivery_id, 'email', e.email)
    ) delivery(id, channel, recipient)
    where delivery.recipient is not null
  )
  select coalesce(array_agg(published.id), '{}') into v_published from published;
  return v_published;
end $$;
