create table heartbeats (
  id uuid constraint heartbeats_pkey primary key,
  service text not null constraint heartbeats_service_known check (service in ('api', 'notifier')),
  name text not null,
  version text not null,
  settings jsonb not null,
  clock_offset_ms integer not null,
  started_at timestamptz not null,
  seen_at timestamptz not null
);
comment on table heartbeats is 'The running processes: each writes its row at start and every ten seconds, and deletes it when it stops.';
comment on column heartbeats.name is 'host:pid.';
comment on column heartbeats.settings is 'The settings that decide what is sent, and when; no secrets.';
comment on column heartbeats.clock_offset_ms is 'The clock of the process minus that of the database.';

create table number_changes (
  registration_id uuid not null
    constraint number_changes_registration_id_fkey references registrations on delete restrict,
  address text not null,
  new_address text,
  at timestamptz not null,
  decided_at timestamptz,
  provider_message_id text,
  constraint number_changes_pkey primary key (registration_id, address, at)
);
comment on table number_changes is 'WhatsApp numbers that their owners replaced, for each person registered under the number: nothing goes to the old number until a person decides.';
comment on column number_changes.address is 'The old number, under which the person is registered.';
comment on column number_changes.new_address is 'Null where Meta does not disclose the new number.';
comment on column number_changes.at is 'By Meta''s clock.';
comment on column number_changes.decided_at is 'When a person corrected the registration or kept the old number.';
comment on column number_changes.provider_message_id is 'Meta''s id of the message that reported the change.';
create index number_changes_undecided on number_changes (address, registration_id) where decided_at is null;

alter table alerts add column action text not null default 'See the text of the alert.';
comment on column alerts.action is 'What an operator must do.';

create table failure_streaks (
  channel text not null constraint failure_streaks_channel_known check (channel in ('whatsapp', 'email')),
  source text not null constraint failure_streaks_source_known check (source in ('answer', 'receipt')),
  code text not null,
  class text not null,
  text text not null,
  deliveries uuid[] not null,
  updated_at timestamptz not null default clock_timestamp(),
  constraint failure_streaks_pkey primary key (channel, source)
);
comment on table failure_streaks is 'The failures of one code in a row, over all notifiers: of five different recipients they say something about the channel or the list, not about a message. A success deletes the row.';
comment on column failure_streaks.deliveries is 'One for each recipient, at most five.';

create table meta_templates (
  name text not null,
  language text not null,
  status text,
  category text,
  parameter_format text,
  words text,
  quality text,
  time_to_live_seconds integer,
  read_at timestamptz not null,
  constraint meta_templates_pkey primary key (name, language)
);
comment on table meta_templates is 'The templates of the account at Meta, from webhooks and from the list that the notifier reads every 15 minutes.';
comment on column meta_templates.language is 'As requests have it: en_US.';
comment on column meta_templates.words is 'The text of the body.';
comment on column meta_templates.time_to_live_seconds is 'How long Meta tries to deliver; -1 is 30 days. Null where Meta does not say.';
comment on column meta_templates.read_at is 'When the list was read, or the time of a later webhook by Meta''s clock.';

create table account_news (
  key text constraint account_news_pkey primary key,
  text text not null,
  action text not null,
  at timestamptz not null,
  ended_at timestamptz
);
comment on table account_news is 'What Meta reported of the account, the number and the templates that an operator must know: the latest of each key.';
comment on column account_news.at is 'Time of the latest event of the key, by Meta''s clock: an older one that comes late changes nothing.';
comment on column account_news.ended_at is 'When a counter-event, or Meta''s list of templates, ended it, or seven days had passed.';

create table recipient_aliases (
  address text not null,
  kind text not null constraint recipient_aliases_kind_known check (kind in ('wa_id', 'user_id', 'parent_user_id')),
  alias text not null,
  seen_at timestamptz not null,
  constraint recipient_aliases_pkey primary key (address, kind, alias)
);
comment on table recipient_aliases is 'Ids under which Meta knows a phone number: who writes by one of them is recognised. An erasure hashes both columns, so that a STOP still holds.';
comment on column recipient_aliases.kind is 'wa_id: digits that differ from the number. user_id: business-scoped; the latest of a number is the present one. parent_user_id: identifies nobody by itself.';
comment on column recipient_aliases.seen_at is 'By Meta''s clock; of a user id that is not the latest, it moves on when it is seen again.';
create index recipient_aliases_alias on recipient_aliases (alias, kind);

alter table inbound_messages
  add column effect text constraint inbound_messages_effect_known
    check (effect in ('suppressed', 'resumed', 'superseded', 'not_attributed')),
  add column group_id text,
  add column user_id text,
  add column writer_name text;
comment on column inbound_messages.effect is 'What the request changed. superseded: a later one holds. not_attributed: the writer is unknown, so nothing changed.';
comment on column inbound_messages.group_id is 'Of a message in a group, in which nothing is a request.';
comment on column inbound_messages.user_id is 'Meta''s id of a writer whose number is unknown.';
comment on column inbound_messages.writer_name is 'The name that a writer whose number is unknown has at WhatsApp.';
create index inbound_messages_user_id on inbound_messages (user_id) where user_id is not null;

-- The Message-ID of an e-mail may come twice; a message id of WhatsApp is unique. One index serves both and the search by id.
alter table attempts drop constraint attempts_provider_message_id_key;
create unique index attempts_provider_message_id_key on attempts (provider_message_id, (
  case when provider_message_id like '<%' or provider_message_id like 'erased:%' then number else 0 end
));

alter table channels
  add column quota_tries integer not null default 0,
  add column quota_since timestamptz,
  add column quota_text text;
comment on column channels.quota_tries is 'How often in a row the provider refused a message for a used-up quota: the waits grow with it. A message that gets through sets it to 0.';
comment on column channels.quota_since is 'The first of these refusals.';
comment on column channels.quota_text is 'The provider''s text.';

drop function if exists delete_finished_deliveries(timestamptz, integer, text); -- computed local days

-- A row is written once, and seldom changed.
alter table attempts reset (fillfactor);
comment on table attempts is 'Each finished try to send a delivery, written when its result is known. The receipts of an only attempt stand in its delivery, until another attempt follows. A running try stands in its delivery only.';

-- Replaced by functions with other arguments.
drop function if exists judge_candidates(uuid[], interval, integer, timestamptz);
drop function if exists take_deliveries(uuid[], timestamptz, interval, boolean);
