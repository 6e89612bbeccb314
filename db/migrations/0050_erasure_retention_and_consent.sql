-- What is left of an erased person's address is a keyed hash: it recognises the address when it comes again, and tells it to nobody.
create table erasure_key (
  is_only_row boolean not null default true constraint erasure_key_pkey primary key
    constraint erasure_key_one_row check (is_only_row),
  key bytea not null default sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8'))
);
comment on table erasure_key is 'Keys the hashes of erased addresses. Whoever has it can test a guess, so copies for others are made without this table''s rows.';
insert into erasure_key default values;

-- NMAC: keyed inside and outside, so that nobody can lengthen what was hashed.
create function erased_form(p_text text) returns text language sql stable strict as $$
  select case
    when p_text like 'erased:%' then p_text
    else 'erased:' || encode(sha256(k.key || sha256(k.key || convert_to(p_text, 'UTF8'))), 'hex')
  end
  from erasure_key k
$$;

alter table registrations
  drop constraint registrations_phone_number_e164,
  add constraint registrations_phone_number_e164
    check (phone_number ~ '^\+[1-9][0-9]{6,14}$' or status = 'erased'),
  add column consent_at timestamptz,
  add column consent_source text
    constraint registrations_consent_source_length check (char_length(consent_source) <= 100),
  add column consent_words text
    constraint registrations_consent_words_length check (char_length(consent_words) <= 1000),
  add column consent_withdrawn_at timestamptz;
comment on column registrations.consent_at is 'When the person agreed to be told by WhatsApp; null where they never did.';
comment on column registrations.consent_source is 'Where they did: the form, the list, the call.';
comment on column registrations.consent_words is 'What they agreed to, word for word; null where the client did not say.';
comment on column registrations.consent_withdrawn_at is 'When they took it back; an agreement after it clears this.';

update registrations set consent_at = created_at, consent_source = 'registration_form' where whatsapp_opt_in;

create function blank_erased_registration() returns trigger language plpgsql as $$
begin
  new.full_name := '';
  new.name_key := 'erased:' || new.id;
  new.phone_number := '';
  new.email := null;
  new.consent_source := null;
  new.consent_words := null;
  return new;
end $$;
create trigger registrations_erased_are_blank before insert or update on registrations
  for each row when (new.status = 'erased') execute function blank_erased_registration();
update registrations set status = status where status = 'erased';

alter table deliveries add column erased boolean not null default false;
comment on column deliveries.erased is 'Its person is erased: it is counted, and holds no address. What flies is recorded without one.';
alter table attempts add column erased boolean not null default false;
comment on column attempts.erased is 'Of an erased delivery: the message id is a keyed hash, by which a late callback still finds it.';

-- By trigger, so that nothing that is written later (the answer of what is in flight, a callback, a lease that ran out) brings an
-- address back, whoever writes it.
create function blank_erased_delivery() returns trigger language plpgsql as $$
begin
  new.erased := true;
  new.recipient := 'erased:' || new.id; -- not one for all: two of them may be in flight at once
  new.withdrawn := true; -- never sent again, whatever a late callback or a person asks for
  new.provider_message_id := null;
  new.last_error_text := null;
  return new;
end $$;
create trigger deliveries_erased_are_blank before update on deliveries
  for each row when (old.erased or new.erased) execute function blank_erased_delivery();

create function blank_erased_attempt() returns trigger language plpgsql as $$
begin
  new.erased := true;
  new.provider_message_id := erased_form(new.provider_message_id);
  new.provider_text := null;
  new.trace_id := null;
  return new;
end $$;
create trigger attempts_erased_are_blank before update on attempts
  for each row when (old.erased or new.erased) execute function blank_erased_attempt();

-- An erasure looks up what operators' jobs sent to a number. Others are found by their registration.
create index deliveries_of_nobody_registered on deliveries (recipient) where registration_id is null;

-- The outbox lets one update through, to anyone: what an event says of a person may be taken out of it, and nothing put in.
create function blank_payload(p_payload jsonb) returns jsonb language sql immutable as $$
  select p_payload || '{"parameters": [], "erased": true}'
$$;
create function refuse_outbox_payload() returns trigger language plpgsql as $$
begin
  if new.payload is distinct from blank_payload(old.payload) then
    raise exception 'The outbox is never updated: publish a new event instead.'
      using errcode = 'restrict_violation', table = tg_table_name;
  end if;
  return new;
end $$;
drop trigger outbox_is_never_updated on outbox;
create trigger outbox_is_never_updated
  before update of id, aggregatetype, aggregateid, type, dedupe_key, traceparent, created_at on outbox
  for each statement execute function refuse_outbox_update();
create trigger outbox_payload_is_only_blanked before update of payload on outbox
  for each row execute function refuse_outbox_payload();
comment on table outbox is 'What happened and must be told, frozen: inserted with the domain row, never updated, except that an erasure blanks what it says of a person. The first five columns are Debezium''s.';

alter table recipients add column erased_at timestamptz;
comment on column recipients.erased_at is 'Everybody registered under the address was erased then, and address is its keyed hash: what was suppressed stays so, if the address ever comes back.';
create index recipients_erased_at on recipients (erased_at) where erased_at is not null;

-- The address is known again: what was decided for it holds again. The first statement waits for an erasure under way, so that the
-- next one sees what it leaves.
create function recall_recipient(p_channel text, p_address text) returns void language plpgsql
  set enable_seqscan = off
as $$
declare
  v_erased recipients;
begin
  if p_address like 'erased:%' then
    return;
  end if;
  perform from recipients r where r.channel = p_channel and r.address = p_address for key share;
  delete from recipients r where r.channel = p_channel and r.address = erased_form(p_address) returning * into v_erased;
  if not found then
    return;
  end if;
  insert into recipients as known (channel, address, suppressed_at, suppressed_by, preference_at, spaced_until, reached_at,
    marketing_suppressed_at, marketing_suppressed_by, marketing_preference_at)
  values (p_channel, p_address, v_erased.suppressed_at, v_erased.suppressed_by, v_erased.preference_at, v_erased.spaced_until,
    v_erased.reached_at, v_erased.marketing_suppressed_at, v_erased.marketing_suppressed_by, v_erased.marketing_preference_at)
  on conflict (channel, address) do update set
    suppressed_at = coalesce(known.suppressed_at, excluded.suppressed_at),
    suppressed_by = coalesce(known.suppressed_by, excluded.suppressed_by),
    preference_at = greatest(known.preference_at, excluded.preference_at),
    spaced_until = greatest(known.spaced_until, excluded.spaced_until),
    reached_at = greatest(known.reached_at, excluded.reached_at),
    marketing_suppressed_at = coalesce(known.marketing_suppressed_at, excluded.marketing_suppressed_at),
    marketing_suppressed_by = coalesce(known.marketing_suppressed_by, excluded.marketing_suppressed_by),
    marketing_preference_at = greatest(known.marketing_preference_at, excluded.marketing_preference_at);
end $$;

create function recall_recipients_of_registration() returns trigger language plpgsql as $$
begin
  perform recall_recipient('whatsapp', new.phone_number);
  perform recall_recipient('email', new.email) where new.email is not null;
  return new;
end $$;
create trigger registrations_recall_recipients before insert or update of phone_number, email on registrations
  for each row when (new.status = 'active') execute function recall_recipients_of_registration();

-- By what an address is known for something that happened at p_at: after the address was erased, what is older comes to its hash.
create function address_at(p_channel text, p_address text, p_at timestamptz) returns text language sql stable as $$
  select coalesce((
    select r.address from recipients r
    where r.channel = p_channel and r.address = erased_form(p_address) and r.erased_at >= p_at
  ), p_address)
$$;

create or replace function set_preference(p_channel text, p_address text, p_preference text, p_message_id text, p_at timestamptz)
returns boolean language plpgsql as $$
begin
  perform from channels c where c.channel = p_channel for no key update;
  perform recall_recipient(p_channel, p_address);
  insert into recipients as known (channel, address, suppressed_at, suppressed_by, suppression_message_id, preference_at)
  select p_channel, p_address, w.at, w.by, w.message_id, p_at
  from (select
    case when p_preference = 'stop' then p_at end as at,
    case when p_preference = 'stop' then 'stop_message' end as by,
    case when p_preference = 'stop' and p_address not like 'erased:%' then p_message_id end as message_id
  ) w
  on conflict (channel, address) do update set
    suppressed_at = excluded.suppressed_at, suppressed_by = excluded.suppressed_by,
    suppression_message_id = excluded.suppression_message_id, preference_at = excluded.preference_at
  where known.preference_at is null or known.preference_at <= excluded.preference_at;
  return found;
end $$;

create or replace function set_marketing_preference(
  p_channel text, p_address text, p_preference text, p_by text, p_at timestamptz
) returns void language plpgsql as $$
begin
  perform recall_recipient(p_channel, p_address);
  insert into recipients as known (channel, address, marketing_suppressed_at, marketing_suppressed_by, marketing_preference_at)
  values (p_channel, p_address, case when p_preference = 'stop' then p_at end, case when p_preference = 'stop' then p_by end, p_at)
  on conflict (channel, address) do update set
    marketing_suppressed_at = excluded.marketing_suppressed_at, marketing_suppressed_by = excluded.marketing_suppressed_by,
    marketing_preference_at = excluded.marketing_preference_at
  where known.marketing_preference_at is null or known.marketing_preference_at <= excluded.marketing_preference_at;
end $$;

-- The next message to this recipient goes after the wait. Whoever was sent a message has a row; where there is none any more, an
-- erasure took it.
create or replace function space_recipient(p_channel text, p_address text, p_wait interval) returns void language sql as $$
  update recipients r set spaced_until = clock_timestamp() + interval '264 seconds' + p_wait
  where r.channel = p_channel and r.address = p_address
$$;

create table delivery_counts (
  day date not null,
  channel text not null,
  template text not null,
  state text not null,
  n bigint not null,
  constraint delivery_counts_pkey primary key (day, channel, template, state)
);
comment on table delivery_counts is 'How many deliveries of each day ended how: of those that the retention has deleted. The day is that of the publication, in TIME_ZONE.';
