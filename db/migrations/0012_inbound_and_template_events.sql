create table inbound_messages (
  id uuid constraint inbound_messages_pkey primary key,
  provider_message_id text not null constraint inbound_messages_provider_message_id_key unique,
  phone_number text
    constraint inbound_messages_phone_number_e164 check (phone_number ~ '^\+[1-9][0-9]{6,14}$'),
  type text not null,
  text text,
  context_message_id text,
  delivery_id uuid constraint inbound_messages_delivery_id_fkey references deliveries on delete set null,
  preference text
    constraint inbound_messages_preference_known check (preference in ('stop', 'start')),
  written_at timestamptz not null,
  received_at timestamptz not null default clock_timestamp(),
  mailing_until timestamptz,
  mailed_at timestamptz
);
comment on table inbound_messages is 'What people write back by WhatsApp, each message once: shown with whoever is registered under the number, and mailed.';
comment on column inbound_messages.phone_number is 'Null where Meta does not tell the number and no message of ours is quoted.';
comment on column inbound_messages.text is 'The words: of a text, a button, a caption; null where there are none.';
comment on column inbound_messages.context_message_id is 'The message quoted or tapped on, as Meta calls it; delivery_id is it, where it is ours.';
comment on column inbound_messages.preference is 'What it asks for: no more messages by WhatsApp, or messages again.';
comment on column inbound_messages.written_at is 'By Meta''s clock.';
comment on column inbound_messages.mailing_until is 'A notifier is mailing it; another may try only after that.';
create index inbound_messages_phone_number on inbound_messages (phone_number, written_at);
create index inbound_messages_unmailed on inbound_messages (received_at) where mailed_at is null;
create index inbound_messages_delivery_id on inbound_messages (delivery_id) where delivery_id is not null;

alter table recipients
  add column suppression_message_id text,
  add column preference_at timestamptz,
  add column marketing_suppressed_at timestamptz,
  add column marketing_suppressed_by text,
  add column marketing_preference_at timestamptz;
comment on column recipients.suppression_message_id is 'The message that asked for it, as Meta calls it.';
comment on column recipients.preference_at is 'When STOP or START was last written, by Meta''s clock: an older one that comes late changes nothing.';
comment on column recipients.marketing_suppressed_at is 'Wants no marketing. The three templates are not marketing, so nothing is withheld for it.';
comment on column recipients.marketing_preference_at is 'When that was last decided, by Meta''s clock.';

alter table templates
  add column hold_code text,
  add column status_at timestamptz,
  add column status_event text,
  add column category_at timestamptz,
  add column category_event text;
comment on column templates.hold_code is 'Why it is held: Meta''s error code, or status or category.';
comment on column templates.status_at is 'Of the last status Meta told, by Meta''s clock: an older one that comes late changes nothing.';

alter table channels
  add column account_event_at timestamptz,
  add column account_event text;
comment on column channels.account_event_at is 'Of the last account update that was followed, by Meta''s clock: an older one that comes late changes nothing.';

-- Of STOP and START the one written later holds, whichever comes first. Locks the channel before the recipient, as
-- a claim does; the caller withdraws in a later statement. Returns whether it changed anything.
create function set_preference(p_channel text, p_address text, p_preference text, p_message_id text, p_at timestamptz)
returns boolean language plpgsql as $$
begin
  perform from channels c where c.channel = p_channel for no key update;
  insert into recipients as known (channel, address, suppressed_at, suppressed_by, suppression_message_id, preference_at)
  select p_channel, p_address, w.at, w.by, w.message_id, p_at
  from (select
    case when p_preference = 'stop' then p_at end as at,
    case when p_preference = 'stop' then 'stop_message' end as by,
    case when p_preference = 'stop' then p_message_id end as message_id
  ) w
  on conflict (channel, address) do update set
    suppressed_at = excluded.suppressed_at, suppressed_by = excluded.suppressed_by,
    suppression_message_id = excluded.suppression_message_id, preference_at = excluded.preference_at
  where known.preference_at is null or known.preference_at <= excluded.preference_at;
  return found;
end $$;

create function set_marketing_preference(p_channel text, p_address text, p_preference text, p_by text, p_at timestamptz)
returns void language sql as $$
  insert into recipients as known (channel, address, marketing_suppressed_at, marketing_suppressed_by, marketing_preference_at)
  values (p_channel, p_address, case when p_preference = 'stop' then p_at end, case when p_preference = 'stop' then p_by end, p_at)
  on conflict (channel, address) do update set
    marketing_suppressed_at = excluded.marketing_suppressed_at, marketing_suppressed_by = excluded.marketing_suppressed_by,
    marketing_preference_at = excluded.marketing_preference_at
  where known.marketing_preference_at is null or known.marketing_preference_at <= excluded.marketing_preference_at
$$;

drop function hold_template(text, text);

-- A template that Meta refuses is held, with everything of it; what is queued follows when a claim meets it. A status that Meta
-- told before it was refused does not release it; the minute allows for two clocks.
create function hold_template(p_name text, p_reason text, p_code text default null) returns void language sql as $$
  insert into templates (name, state, reason, hold_code, status_at)
  values (p_name, 'held', p_reason, p_code, clock_timestamp() - interval '1 minute')
  on conflict (name) do update set
    state = 'held', reason = excluded.reason, hold_code = excluded.hold_code, updated_at = clock_timestamp(),
    status_at = greatest(templates.status_at, excluded.status_at),
    status_event = case when templates.status_at >= excluded.status_at then templates.status_event end
  where templates.state <> 'held'
$$;

create or replace function release_template(p_name text) returns void language plpgsql as $$
begin
  update templates set state = 'active', reason = null, hold_code = null, updated_at = clock_timestamp()
  where name = p_name and state = 'held';
  perform release_held('template', p_name, null);
end $$;

-- Locks the template's row, and notes what Meta told of its status (p_about) or category, and when. False for what is no news:
-- something later was told before, or the same.
create function note_template_event(p_name text, p_about text, p_at timestamptz, p_event text) returns boolean language plpgsql as $$
begin
  insert into templates (name) values (p_name) on conflict (name) do nothing;
  perform from templates t where t.name = p_name for no key update;
  if p_about = 'status' then
    update templates t set status_at = p_at, status_event = p_event
    where t.name = p_name
      and (t.status_at is null or t.status_at < p_at or t.status_at = p_at and t.status_event is distinct from p_event);
  else
    update templates t set category_at = p_at, category_event = p_event
    where t.name = p_name
      and (t.category_at is null or t.category_at < p_at or t.category_at = p_at and t.category_event is distinct from p_event);
  end if;
  return found;
end $$;

-- The same for what Meta told of the account.
create function note_account_event(p_channel text, p_at timestamptz, p_event text) returns boolean language plpgsql as $$
begin
  update channels c set account_event_at = p_at, account_event = p_event
  where c.channel = p_channel
    and (c.account_event_at is null or c.account_event_at < p_at
      or c.account_event_at = p_at and c.account_event is distinct from p_event);
  return found;
end $$;
