-- Inserts an outbox event and one delivery for each of its addresses, unless its dedupe_key exists.
-- A function with scalar arguments, because each session plans it once, behind any pooler. The rank of a delivery, by which claims
-- order, is its deadline, or a day after its publication where that is earlier.
--
-- p_duty_assignments: [{id, version, corrects}]; corrects: the version that a correction replaces
-- p_whatsapp_parameters: those of WhatsApp where they are shorter; null: p_parameters
--
-- Callers: publish, tell_duties, services/api/src/registrations/insert-registrations.ts
-- Locks:   none; the unique dedupe_key makes a second publisher wait for the first
-- Writes:  deliveries: new → pending
-- Returns: whether the event was new
create or replace function publish_event(
  p_id uuid, p_aggregatetype text, p_aggregateid text, p_type text, p_dedupe_key text, p_registration_id uuid, p_language text,
  p_parameters jsonb, p_duty_assignments jsonb, p_phone_number text, p_email text, p_whatsapp_delivery_id uuid,
  p_email_delivery_id uuid, p_expires_at timestamptz, p_traceparent text, p_whatsapp_parameters jsonb default null
) returns boolean language plpgsql as $$
declare
  v_published_at timestamptz;
begin
  insert into outbox (id, aggregatetype, aggregateid, type, payload, dedupe_key, traceparent)
  values (p_id, p_aggregatetype, p_aggregateid, p_type,
    jsonb_build_object('registration_id', p_registration_id, 'language', p_language, 'parameters', p_parameters,
      'duty_assignments', p_duty_assignments)
      || case when p_whatsapp_parameters is null then '{}' else jsonb_build_object('whatsapp_parameters', p_whatsapp_parameters) end,
    p_dedupe_key, p_traceparent)
  on conflict on constraint outbox_dedupe_key_key do nothing
  returning created_at into v_published_at;
  if not found then
    return false;
  end if;

  insert into deliveries (id, outbox_id, registration_id, channel, template, language, recipient, rank, expires_at)
  select delivery.id, p_id, p_registration_id, delivery.channel, p_type, p_language, delivery.recipient,
    least(p_expires_at, v_published_at + interval '24 hours'), p_expires_at
  from (values
    (p_whatsapp_delivery_id, 'whatsapp', p_phone_number),
    (p_email_delivery_id, 'email', p_email)
  ) delivery(id, channel, recipient)
  where delivery.recipient is not null;

  if p_duty_assignments <> '[]' then
    insert into outbox_duty_assignments (outbox_id, duty_assignment_id, version, corrects_version)
    select p_id, duty.id, duty.version, duty.corrects
    from jsonb_to_recordset(p_duty_assignments) duty(id uuid, version integer, corrects integer);
  end if;
  return true;
end $$;
