-- Removes a person from every table, withdraws what is unsent and writes the audit entry. One call, because every claim waits for the
-- channels meanwhile. Triggers redact rows that are marked erased, now and at each later update.
--
-- p_locked: [{channel, address}], as found before. p_confirmation_key: dedupe_key of the confirmation, which may have gone to no
-- address. p_audit: {actor, api_key_id, request_id, via}.
--
-- Callers: services/api/src/erasure/queries.ts
-- Locks:   as lock_for_erasure → duty assignments by id → deliveries by id → attempts
-- Writes:  registrations, duty assignments, outbox payloads, deliveries, attempts, inbound messages, number changes, free text of
--          channels, templates and alerts, recipients, aliases, stored answers, audit log
-- Raises:  as lock_for_erasure
-- Returns: nothing
create or replace function erase_registration(p_id uuid, p_locked jsonb, p_confirmation_key text, p_audit jsonb) returns void
language plpgsql as $$
declare
  v_full_name constant text := (select r.full_name from registrations r where r.id = p_id);
  v_addresses jsonb;
  v_pattern text;
  v_known text[];
  v_own text[]; -- exclusive
  v_numbers text[]; -- exclusive, of WhatsApp
  v_deliveries uuid[];
begin
  perform lock_for_erasure(p_locked);
  -- Again, to see a registration that was being committed.
  select jsonb_agg(to_jsonb(a)) into v_addresses from person_addresses(p_id) a;
  select coalesce(array_agg(a.address), '{}'), coalesce(array_agg(a.address) filter (where not a.is_shared), '{}'),
    coalesce(array_agg(a.address) filter (where not a.is_shared and a.channel = 'whatsapp'), '{}')
  into v_known, v_own, v_numbers
  from jsonb_to_recordset(v_addresses) a(channel text, address text, is_shared boolean);
  v_pattern := erasure_pattern(v_full_name, v_numbers, array(select unnest(v_own) except select unnest(v_numbers)));

  perform cancel_duties_of_erased(p_id);
  update registrations r set status = 'erased', version = r.version + 1, updated_at = clock_timestamp() where r.id = p_id;

  -- Those of the registration, and those of operators' jobs to an exclusive number, or under the person's name to a shared one.
  select coalesce(array_agg(d.id order by d.id), '{}') into v_deliveries
  from (
    select d.id from deliveries d
    where d.outbox_id = any (array(select o.id from outbox o where (o.payload ->> 'registration_id')::uuid = p_id))
    union
    select d.id from deliveries d join outbox o on o.id = d.outbox_id
    where d.registration_id is null and d.recipient = any (v_known)
      and (d.recipient = any (v_own) or o.payload -> 'parameters' ? v_full_name)
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
    from jsonb_to_recordset(v_addresses) a(channel text, address text)
    join deliveries d on d.channel = a.channel and d.recipient = a.address and d.queue_state = 'pending'
    order by d.channel, d.recipient, d.seq
  ));

  delete from inbound_messages m
  where m.phone_number = any (v_numbers) or m.delivery_id = any (v_deliveries)
    or m.user_id in (
      select a.alias from recipient_aliases a where a.kind = 'user_id' and a.address = any (v_numbers)
    );
  delete from number_changes n where n.registration_id = p_id;

  update channels c set pause_reason = regexp_replace(c.pause_reason, v_pattern, 'erased', 'gi') where c.pause_reason ~* v_pattern;
  update templates t set reason = regexp_replace(t.reason, v_pattern, 'erased', 'gi') where t.reason ~* v_pattern;
  update alerts a set subject = regexp_replace(a.subject, v_pattern, 'erased', 'gi'),
    text = regexp_replace(a.text, v_pattern, 'erased', 'gi')
  where a.subject ~* v_pattern or a.text ~* v_pattern;
  update installation i set earlier_pauses = regexp_replace(i.earlier_pauses::text, v_pattern, 'erased', 'gi')::jsonb
  where i.earlier_pauses::text ~* v_pattern;

  -- The keyed hash keeps the suppression, which holds again when the number returns, and reached_at, which the daily limit counts.
  delete from recipients r using jsonb_to_recordset(v_addresses) a(channel text, erased_form text, is_shared boolean)
  where not a.is_shared and r.channel = a.channel and r.address = a.erased_form;
  update recipients r set address = a.erased_form, erased_at = clock_timestamp(), suppression_message_id = null
  from jsonb_to_recordset(v_addresses) a(channel text, address text, erased_form text, is_shared boolean)
  where not a.is_shared and r.channel = a.channel and r.address = a.address;
  insert into recipients (channel, address, erased_at)
  select a.channel, a.erased_form, clock_timestamp()
  from jsonb_to_recordset(v_addresses) a(channel text, erased_form text, is_shared boolean)
  where not a.is_shared
  on conflict (channel, address) do nothing;
  perform move_aliases(a.address, a.erased_form)
  from jsonb_to_recordset(v_addresses) a(channel text, address text, erased_form text, is_shared boolean)
  where not a.is_shared and a.channel = 'whatsapp';

  -- Stored answers that contain or name the person; a repetition is then a first request.
  delete from idempotency_keys k
  where k.registration_id = p_id
    or exists (select from unnest(v_own || p_id::text) s(shown) where position(s.shown in k.body) > 0);

  -- Last: the notifier empties parked webhook bodies that are older than this entry.
  insert into audit_log (id, actor, api_key_id, action, subject_type, subject_id, request_id, details)
  values (new_id(), p_audit ->> 'actor', (p_audit ->> 'api_key_id')::uuid, 'registration.erased', 'registration', p_id::text,
    p_audit ->> 'request_id',
    jsonb_strip_nulls(jsonb_build_object('deliveries', cardinality(v_deliveries), 'via', p_audit ->> 'via')));
end $$;
