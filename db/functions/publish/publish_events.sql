-- Inserts outbox events and one delivery for each of their addresses, except of events whose dedupe_key exists. The deliveries to a
-- recipient have the order of the events. The rank of a delivery, by which claims order, is its deadline, or a day after its
-- publication where that is earlier.
--
-- Callers: publish, publish_event, tell_duties, services/api/src/registrations/insert-registrations.ts
-- Locks:   none; the unique dedupe_key makes a second publisher wait for the first
-- Writes:  deliveries: new → pending, held
-- Returns: the ids of the events that were new
create or replace function publish_events(p_events new_event[]) returns uuid[] language plpgsql as $$
declare
  v_published uuid[];
begin
  with event as materialized (
    select * from unnest(p_events) with ordinality e
  ), published as (
    insert into outbox (id, aggregatetype, aggregateid, type, payload, dedupe_key, traceparent)
    select e.id, e.aggregatetype, e.aggregateid, e.type,
      jsonb_build_object('registration_id', e.registration_id, 'language', e.language, 'parameters', e.parameters,
        'duty_assignments', e.duty_assignments)
        || case when e.whatsapp_parameters is null then '{}' else jsonb_build_object('whatsapp_parameters', e.whatsapp_parameters) end,
      e.dedupe_key, e.traceparent
    from event e
    on conflict on constraint outbox_dedupe_key_key do nothing
    returning id, created_at
  ), delivery as (
    insert into deliveries (id, outbox_id, registration_id, channel, template, language, recipient, rank, expires_at, state, reason, held_at)
    select address.delivery_id, e.id, e.registration_id, address.channel, e.type, e.language, address.recipient,
      least(e.expires_at, p.created_at + interval '24 hours'), e.expires_at,
      case when e.held_for is null then 'pending' else 'held' end, e.held_for,
      case when e.held_for is not null then p.created_at end
    from event e
    join published p using (id)
    cross join lateral (values
      (e.whatsapp_delivery_id, 'whatsapp', e.phone_number),
      (e.email_delivery_id, 'email', e.email)
    ) address(delivery_id, channel, recipient)
    where address.recipient is not null
    order by e.ordinality
  ), named as (
    insert into outbox_duty_assignments (outbox_id, duty_assignment_id, version, corrects_version)
    select e.id, duty.id, duty.version, duty.corrects
    from event e
    join published p using (id)
    cross join lateral jsonb_to_recordset(e.duty_assignments) duty(id uuid, version integer, corrects integer)
  )
  select coalesce(array_agg(p.id), '{}') into v_published from published p;
  return v_published;
end $$;
