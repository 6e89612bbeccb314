-- Removes a person from every table and withdraws what is unsent. One call, because every claim waits for the channels meanwhile.
-- Triggers redact rows that are marked erased, now and at each later update.
--
-- p_addresses: [{channel, address, erased_form, is_shared}]; an address of another registration is kept. p_pattern: a regular expression
-- that finds the person in free text. p_confirmation_key: dedupe_key of the confirmation, which may have gone to no address.
--
-- Callers: services/api/src/erasure/erase-registration.ts
-- Locks:   duty assignments by id → deliveries by id → attempts; lock_for_erasure has locked the channels and the recipients
-- Writes:  registrations, duty assignments, outbox payloads, deliveries, attempts, inbound messages, number changes, free text of
--          channels, templates and alerts, recipients, aliases, stored answers
-- Returns: how many deliveries were the person's
create or replace function erase_registration(
  p_id uuid, p_full_name text, p_addresses jsonb, p_pattern text, p_confirmation_key text
) returns integer language plpgsql as $$
declare
  v_known text[];
  v_own text[]; -- exclusive
  v_numbers text[]; -- exclusive, of WhatsApp
  v_deliveries uuid[];
begin
  select coalesce(array_agg(a.address), '{}'), coalesce(array_agg(a.address) filter (where not a.is_shared), '{}'),
    coalesce(array_agg(a.address) filter (where not a.is_shared and a.channel = 'whatsapp'), '{}')
  into v_known, v_own, v_numbers
  from jsonb_to_recordset(p_addresses) a(channel text, address text, is_shared boolean);

  perform cancel_duties_of_erased(p_id);
  update registrations r set status = 'erased', version = r.version + 1, updated_at = clock_timestamp() where r.id = p_id;

  -- Those of the registration, and those of operators' jobs to an exclusive number, or under the person's name to a shared one.
  select coalesce(array_agg(d.id order by d.id), '{}') into v_deliveries
  from (
    select d.id from deliveries d
    where d.outbox_id = any (array(select o.id from outbox o where o.payload ->> 'registration_id' = p_id::text))
    union
    select d.id from deliveries d join outbox o on o.id = d.outbox_id
    where d.registration_id is null and d.recipient = any (v_known)
      and (d.recipient = any (v_own) or o.payload -> 'parameters' ? p_full_name)
  ) d;
  perform withdraw_deliveries(v_deliveries, 'erased');
  update deliveries d set erased = true where d.id = any (v_deliveries);
  update attempts a set erased = true where a.delivery_id = any (v_deliveries);
  update outbox o set payload = redact_payload(o.payload)
  where o.id = any (array(
    select d.outbox_id from deliveries d where d.id = any (v_deliveries)
    union
    select e.outbox_id from outbox_duty_assignments e
    join duty_assignments a on a.id = e.duty_assignment_id
    where a.registration_id = p_id
    union
    select r.id from outbox r where r.dedupe_key = p_confirmation_key
  ));
  -- A redacted delivery in flight does not block those of other people at the same addresses.
  perform unblock_next_for_recipients(array(
    select distinct on (d.channel, d.recipient) d.id
    from jsonb_to_recordset(p_addresses) a(channel text, address text)
    join deliveries d on d.channel = a.channel and d.recipient = a.address and d.queue_state = 'pending'
    order by d.channel, d.recipient, d.seq
  ));

  delete from inbound_messages m
  where m.phone_number = any (v_numbers) or m.delivery_id = any (v_deliveries)
    or m.user_id in (
      select a.alias from recipient_aliases a where a.kind = 'user_id' and a.address = any (v_numbers)
    );
  delete from number_changes n where n.registration_id = p_id;

  update channels c set pause_reason = regexp_replace(c.pause_reason, p_pattern, 'erased', 'gi') where c.pause_reason ~* p_pattern;
  update templates t set reason = regexp_replace(t.reason, p_pattern, 'erased', 'gi') where t.reason ~* p_pattern;
  update alerts a set subject = regexp_replace(a.subject, p_pattern, 'erased', 'gi'),
    text = regexp_replace(a.text, p_pattern, 'erased', 'gi')
  where a.subject ~* p_pattern or a.text ~* p_pattern;
  update installation i set earlier_pauses = regexp_replace(i.earlier_pauses::text, p_pattern, 'erased', 'gi')::jsonb
  where i.earlier_pauses::text ~* p_pattern;

  -- The keyed hash keeps the suppression, which holds again when the number returns, and reached_at, which the daily limit counts.
  delete from recipients r using jsonb_to_recordset(p_addresses) a(channel text, erased_form text, is_shared boolean)
  where not a.is_shared and r.channel = a.channel and r.address = a.erased_form;
  update recipients r set address = a.erased_form, erased_at = clock_timestamp(), suppression_message_id = null
  from jsonb_to_recordset(p_addresses) a(channel text, address text, erased_form text, is_shared boolean)
  where not a.is_shared and r.channel = a.channel and r.address = a.address;
  insert into recipients (channel, address, erased_at)
  select a.channel, a.erased_form, clock_timestamp()
  from jsonb_to_recordset(p_addresses) a(channel text, erased_form text, is_shared boolean)
  where not a.is_shared
  on conflict (channel, address) do nothing;
  perform move_aliases(a.address, a.erased_form)
  from jsonb_to_recordset(p_addresses) a(channel text, address text, erased_form text, is_shared boolean)
  where not a.is_shared and a.channel = 'whatsapp';

  -- Stored answers that contain or name the person; a repetition is then a first request.
  delete from idempotency_keys k
  where k.registration_id = p_id
    or exists (select from unnest(v_own || p_id::text) s(shown) where position(s.shown in k.body) > 0);
  return cardinality(v_deliveries);
end $$;
