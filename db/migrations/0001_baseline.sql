-- The tables, indexes, constraints and seed rows. Functions and triggers are in db/functions.

create type verdict as (state text, reason text, not_before timestamptz);
comment on type verdict is 'What is decided about a delivery that is not sent now. State pending: it waits until not_before, or, with the reason earlier, for an earlier one of its recipient.';

create type attempt_result as (
  delivery_id uuid, attempt integer, outcome text, http_status integer, code text, text text, trace_id text,
  provider_message_id text, finished_at timestamptz, sent_at timestamptz, delivered_at timestamptz, read_at timestamptz,
  failed_at timestamptz, verdict text, reason text, delay_ms double precision, counts_attempt integer
);
comment on type attempt_result is 'What became known about one attempt, and the next step. From an answer, an expired lease (finished_at: its end) or receipts (the four times). Verdict: accepted, retry, retry_once, failed, held, in_doubt; null: evidence alone.';

create table registrations (
  id uuid constraint registrations_pkey primary key,
  full_name text not null constraint registrations_full_name_length check (char_length(full_name) <= 200),
  name_key text not null,
  phone_number text not null
    constraint registrations_phone_number_e164 check (phone_number ~ '^\+[1-9][0-9]{6,14}$' or status = 'erased'),
  email text,
  whatsapp_opt_in boolean not null,
  language text not null,
  status text not null default 'active'
    constraint registrations_status_known check (status in ('active', 'erased')),
  version integer not null default 1,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  consent_at timestamptz,
  consent_source text
    constraint registrations_consent_source_length check (char_length(consent_source) <= 100),
  consent_words text
    constraint registrations_consent_words_length check (char_length(consent_words) <= 1000),
  consent_withdrawn_at timestamptz,
  constraint registrations_phone_number_name_key unique (phone_number, name_key)
);
comment on table registrations is 'People who signed up. A family may share a phone number, so number and name together identify a person.';
comment on column registrations.name_key is 'The full name, lower-cased by the application: lower() of the database depends on its locale.';
comment on column registrations.consent_at is 'When the person agreed to WhatsApp messages; null: never.';
comment on column registrations.consent_source is 'Where the person agreed: the form, the list, the call.';
comment on column registrations.consent_words is 'The text that the person agreed to; null where the client did not give it.';
comment on column registrations.consent_withdrawn_at is 'When the person withdrew the consent; a later consent clears it.';
create index registrations_erased on registrations (id) where status = 'erased';
-- An erasure looks for other people with the address while it holds the channels, so this must be fast.
create index registrations_email on registrations (email) where email is not null;

create table duty_assignments (
  id uuid constraint duty_assignments_pkey primary key,
  registration_id uuid not null
    constraint duty_assignments_registration_id_fkey references registrations on delete restrict,
  duty_date date not null,
  duty_time text not null constraint duty_assignments_duty_time_length check (char_length(duty_time) <= 60),
  status text not null default 'assigned'
    constraint duty_assignments_status_known check (status in ('assigned', 'cancelled')),
  version integer not null default 1,
  allotted_at timestamptz not null default clock_timestamp(),
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);
comment on table duty_assignments is 'A person, a date and a duty time. duty_time is a label such as "Fajar Azaan", not a clock time.';
comment on column duty_assignments.version is 'Raised by every change; a message is true only for the version that it names.';
comment on column duty_assignments.allotted_at is 'When the present date and time were given: an allotment made after its reminder was due needs no reminder.';
create unique index duty_assignments_registration_date_time_key
  on duty_assignments (registration_id, duty_date, duty_time) where status <> 'cancelled';
create index duty_assignments_duty_date on duty_assignments (duty_date, id);
create index duty_assignments_listed on duty_assignments (status, id);
create index duty_assignments_listed_by_date on duty_assignments (status, duty_date, id);
create index duty_assignments_registration_id on duty_assignments (registration_id, id);

create table outbox (
  id uuid constraint outbox_pkey primary key,
  aggregatetype text not null,
  aggregateid text not null,
  type text not null,
  payload jsonb not null,
  dedupe_key text not null constraint outbox_dedupe_key_key unique,
  traceparent text,
  created_at timestamptz not null default clock_timestamp()
);
comment on table outbox is 'Events to be told, with frozen parameters: inserted with the domain row and never updated, except that an erasure redacts the payload. The first five columns have the names that Debezium expects.';
-- The deliveries of a person are found through their events: an event is indexed once, a delivery at each change of its queue state.
create index outbox_registration_id on outbox ((payload ->> 'registration_id'));

create table outbox_duty_assignments (
  outbox_id uuid not null
    constraint outbox_duty_assignments_outbox_id_fkey references outbox on delete cascade,
  duty_assignment_id uuid not null
    constraint outbox_duty_assignments_duty_assignment_id_fkey references duty_assignments on delete restrict,
  version integer not null,
  constraint outbox_duty_assignments_pkey primary key (outbox_id, duty_assignment_id)
);
comment on table outbox_duty_assignments is 'The duties, with their versions, that an event names: the event is false as soon as one of them has changed.';
create index outbox_duty_assignments_duty_assignment_id on outbox_duty_assignments (duty_assignment_id);

create table deliveries (
  id uuid constraint deliveries_pkey primary key,
  outbox_id uuid not null,
  seq bigint generated always as identity,
  registration_id uuid,
  channel text not null constraint deliveries_channel_known check (channel in ('whatsapp', 'email')),
  template text not null,
  recipient text not null,
  state text not null default 'pending'
    constraint deliveries_state_known check (state in ('pending', 'sending', 'accepted', 'sent', 'delivered', 'read',
      'in_doubt', 'held', 'failed', 'expired', 'cancelled')),
  -- Indexes and their predicates name this column and never state: receipts are then heap-only updates.
  queue_state text not null generated always as
    (case when state in ('accepted', 'sent', 'delivered', 'read') then 'done' else state end) stored,
  reason text,
  attempts integer not null default 0,
  spent integer not null default 0,
  next_attempt_at timestamptz,
  blocked_by_earlier boolean not null default false,
  rank timestamptz not null,
  expires_at timestamptz not null,
  lease_expires_at timestamptz,
  provider_message_id text,
  possible_duplicate boolean not null default false,
  withdrawn boolean not null default false,
  last_error_code text,
  last_error_text text,
  created_at timestamptz not null default clock_timestamp(),
  sending_at timestamptz,
  in_doubt_at timestamptz,
  held_at timestamptz,
  accepted_at timestamptz,
  sent_at timestamptz,
  delivered_at timestamptz,
  read_at timestamptz,
  failed_at timestamptz,
  expired_at timestamptz,
  cancelled_at timestamptz,
  erased boolean not null default false
) with (
  fillfactor = 70,
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 5000,
  autovacuum_vacuum_cost_delay = 0
);
comment on table deliveries is 'One outbox event on one channel to one address, with its state.';
comment on column deliveries.outbox_id is 'No foreign key: only publish inserts deliveries, together with their event, and an event is deleted after its deliveries.';
comment on column deliveries.registration_id is 'No foreign key: a registration is never deleted (refuse_registration_delete).';
comment on column deliveries.queue_state is 'The state without the progress of receipts: done stands for accepted, sent, delivered and read.';
comment on column deliveries.seq is 'The order within one recipient: by commit.';
comment on column deliveries.attempts is 'The number of the latest attempt. While the delivery is sending, that attempt is running and has a row only if a receipt named it.';
comment on column deliveries.spent is 'The sum of attempts.cost since the last retry by hand; compared with MAX_ATTEMPTS.';
comment on column deliveries.next_attempt_at is 'pending: not before this time, null: at once. in_doubt: the end of the in-doubt window, null: not known yet.';
comment on column deliveries.blocked_by_earlier is 'An earlier delivery to the same recipient goes first; the function that finishes it clears this.';
comment on column deliveries.rank is 'The order between recipients: the earlier of expires_at and a day after the commit.';
comment on column deliveries.erased is 'The person is erased: the row is counted and holds no address. An open attempt is recorded without one.';
create index deliveries_ready on deliveries (channel, rank, seq)
  where queue_state = 'pending' and next_attempt_at is null and not blocked_by_earlier;
create index deliveries_waiting on deliveries (channel, next_attempt_at)
  where queue_state = 'pending' and next_attempt_at is not null;
create index deliveries_queued on deliveries (channel, recipient, seq) where queue_state = 'pending';
create unique index deliveries_one_sending_per_recipient on deliveries (channel, recipient) where queue_state = 'sending';
create index deliveries_in_doubt on deliveries (channel, next_attempt_at) where queue_state = 'in_doubt';
-- The deadline first: else the planner may read this index to find the queue of a recipient.
create index deliveries_unfinished on deliveries (expires_at, channel) where queue_state in ('pending', 'held', 'in_doubt');
create index deliveries_held on deliveries (reason, template, rank) where queue_state = 'held';
create index deliveries_blocked on deliveries (channel, recipient, seq) where queue_state = 'pending' and blocked_by_earlier;
create index deliveries_outbox_id on deliveries (outbox_id);
-- For the lists. A delivery gets its one entry when it leaves the queue; what is pending or sending is found by the indexes above.
create index deliveries_listed on deliveries (queue_state, template, id) where queue_state not in ('pending', 'sending');
create index deliveries_listed_by_error on deliveries (last_error_code, id) where last_error_code is not null;
-- An erasure finds what operators' jobs sent to a number; other deliveries are found by their registration.
create index deliveries_unregistered on deliveries (recipient) where registration_id is null;

create table attempts (
  delivery_id uuid not null,
  number integer not null,
  started_at timestamptz not null,
  finished_at timestamptz not null default clock_timestamp(),
  cost integer not null default 0,
  outcome text not null
    constraint attempts_outcome_known check (outcome in ('accepted', 'refused', 'unsent', 'in_doubt')),
  http_status integer,
  provider_code text,
  provider_text text,
  trace_id text,
  provider_message_id text constraint attempts_provider_message_id_key unique,
  sent_at timestamptz,
  delivered_at timestamptz,
  read_at timestamptz,
  failed_at timestamptz,
  erased boolean not null default false,
  recipient text,
  constraint attempts_pkey primary key (delivery_id, number)
) with (fillfactor = 70);
comment on table attempts is 'Each finished try to send a delivery, written by apply_results; receipts that name it update it. A running try stands in its delivery only.';
comment on column attempts.delivery_id is 'No foreign key: the functions that insert attempts or delete deliveries hold the lock of the delivery.';
comment on column attempts.cost is 'How much it counts against MAX_ATTEMPTS: 1 in doubt, 0 accepted or not started, else by the class of the error.';
comment on column attempts.erased is 'Of an erased delivery: the message id is a keyed hash, by which a late receipt still finds it.';
comment on column attempts.recipient is 'The address of this attempt where the delivery has another one since: it was corrected before the next attempt.';

create table channels (
  channel text constraint channels_pkey primary key
    constraint channels_channel_known check (channel in ('whatsapp', 'email')),
  paced_until timestamptz not null default '-infinity',
  slow_until timestamptz,
  slowed_to double precision,
  slowed_at timestamptz,
  paused_at timestamptz,
  paused_by text,
  pause_reason text,
  pause_code text,
  probe_at timestamptz,
  probes integer not null default 0,
  is_trial boolean not null default false,
  trial_until timestamptz,
  account_event_at timestamptz,
  account_event text
);
comment on table channels is 'State of a channel for all notifiers: its pause and the cause, its pace. A claim locks its row first.';
comment on column channels.paced_until is 'The pace is used up until then (theoretical arrival time of GCRA).';
comment on column channels.slow_until is 'The provider rate-limited the channel: no message before this time.';
comment on column channels.slowed_to is 'Messages per second at slowed_at, after the provider rate-limited the channel; doubled with every minute since.';
comment on column channels.paused_by is '"notifier" for a pause that a notifier ends by a probe; else the origin of the pause, which alone resumes it.';
comment on column channels.probe_at is 'When the next probe of the provider is due; the notifier that takes it moves it on first.';
comment on column channels.is_trial is 'Resumed with one message; the others follow when it got through.';
comment on column channels.account_event_at is 'Time, by Meta''s clock, of the last account event that was applied: an older one that comes late changes nothing.';
insert into channels (channel) values ('whatsapp'), ('email');

create table templates (
  name text constraint templates_pkey primary key,
  state text not null default 'active' constraint templates_state_known check (state in ('active', 'held')),
  reason text,
  in_doubt_policy text
    constraint templates_in_doubt_policy_known check (in_doubt_policy in ('resend', 'hold')),
  updated_at timestamptz not null default clock_timestamp(),
  hold_code text,
  status_at timestamptz,
  status_event text,
  category_at timestamptz,
  category_event text
);
comment on table templates is 'Decisions of the operator or Meta about a WhatsApp template; a template without a row is active and follows IN_DOUBT_POLICY.';
comment on column templates.hold_code is 'The cause of the hold: Meta''s error code, or status or category.';
comment on column templates.status_at is 'Time, by Meta''s clock, of the last status: an older one that comes late changes nothing.';

create table recipients (
  channel text not null constraint recipients_channel_known check (channel in ('whatsapp', 'email')),
  address text not null,
  suppressed_at timestamptz,
  suppressed_by text,
  spaced_until timestamptz,
  reached_at timestamptz,
  suppression_message_id text,
  preference_at timestamptz,
  marketing_suppressed_at timestamptz,
  marketing_suppressed_by text,
  marketing_preference_at timestamptz,
  erased_at timestamptz,
  constraint recipients_pkey primary key (channel, address)
);
comment on table recipients is 'Facts about an address, independent of the people registered with it: suppression and its cause, spacing.';
comment on column recipients.spaced_until is 'No message before this time: Meta refused one because of its pair rate (131056).';
comment on column recipients.reached_at is 'When a message to it started, to the hour: Meta counts the recipients that a business reaches in 24 hours.';
comment on column recipients.suppression_message_id is 'Meta''s id of the message that asked for the suppression.';
comment on column recipients.preference_at is 'When STOP or START was last written, by Meta''s clock: an older one that comes late changes nothing.';
comment on column recipients.marketing_suppressed_at is 'The recipient refuses marketing. The three templates are not marketing, so nothing is withheld.';
comment on column recipients.marketing_preference_at is 'When that was last decided, by Meta''s clock.';
comment on column recipients.erased_at is 'When all people of the address were erased; the address is a keyed hash since then, so that a suppression holds if the address returns.';
create index recipients_reached_at on recipients (channel, reached_at) where reached_at is not null;
create index recipients_erased_at on recipients (erased_at) where erased_at is not null;

create table webhook_inbox (
  id uuid constraint webhook_inbox_pkey primary key,
  body bytea not null,
  received_at timestamptz not null default clock_timestamp(),
  applied_at timestamptz,
  unmatched jsonb
);
comment on table webhook_inbox is 'Webhook bodies as Meta signed them, stored before they are answered; the notifier applies them.';
comment on column webhook_inbox.unmatched is 'Items that could not be applied, each with its reason.';
create index webhook_inbox_unmatched on webhook_inbox (received_at) where unmatched is not null;
create index webhook_inbox_unapplied on webhook_inbox (received_at) where applied_at is null;

create table alerts (
  id bigint generated always as identity constraint alerts_pkey primary key,
  key text not null,
  subject text not null,
  text text not null,
  raised_at timestamptz not null default clock_timestamp(),
  raise_mailed_at timestamptz,
  cleared_at timestamptz,
  clear_mailed_at timestamptz,
  times_reopened integer not null default 0,
  mailing_until timestamptz
);
comment on table alerts is 'Conditions that a person must act on: one row from the beginning of a condition to its end, so that each is mailed once.';
comment on column alerts.key is 'The subject, such as channel_paused:whatsapp; at most one alert of a key is open.';
comment on column alerts.times_reopened is 'How often the condition returned soon after its end: then its end is mailed only after a longer time.';
comment on column alerts.mailing_until is 'The lease of the notifier that mails it.';
create unique index alerts_one_open_per_key on alerts (key) where cleared_at is null;
create index alerts_key_cleared_at on alerts (key, cleared_at);

create table installation (
  is_only_row boolean not null default true constraint installation_pkey primary key
    constraint installation_one_row check (is_only_row),
  system_identifier text,
  timeline_id integer,
  database_oid oid not null,
  table_oid oid not null,
  remembered_at timestamptz not null default clock_timestamp(),
  differs_since timestamptz,
  earlier_pauses jsonb not null default '{}'
);
comment on table installation is 'Identity of the database on which the notifiers last worked: a restored, promoted or cloned one has another identity.';
comment on column installation.system_identifier is 'Of the server, from initdb; null where this role may not read it.';
comment on column installation.timeline_id is 'Changes with each promotion and point-in-time recovery; null where this role may not read it.';
comment on column installation.table_oid is 'Of this table: a dump restored into the same database changes it.';
comment on column installation.earlier_pauses is 'By channel, the pauses before the pause for the restore; they hold again after it.';

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
comment on table inbound_messages is 'Messages that people wrote to the sending number, each once: shown with the people of the number, and mailed.';
comment on column inbound_messages.phone_number is 'Null where Meta does not give the number and no message of this system is quoted.';
comment on column inbound_messages.text is 'The words of a text, a button or a caption; null where there are none.';
comment on column inbound_messages.context_message_id is 'Meta''s id of the quoted message; delivery_id names its delivery.';
comment on column inbound_messages.preference is 'The request in the message: no more messages by WhatsApp, or messages again.';
comment on column inbound_messages.written_at is 'By Meta''s clock.';
comment on column inbound_messages.mailing_until is 'The lease of the notifier that mails it.';
create index inbound_messages_phone_number on inbound_messages (phone_number, written_at);
create index inbound_messages_unmailed on inbound_messages (received_at) where mailed_at is null;
create index inbound_messages_delivery_id on inbound_messages (delivery_id) where delivery_id is not null;

create table retries (
  delivery_id uuid not null constraint retries_delivery_id_fkey references deliveries on delete cascade,
  requested_at timestamptz not null default clock_timestamp(),
  requested_by text not null,
  confirm_duplicate boolean not null,
  was_state text not null,
  was_reason text,
  was_error_code text,
  was_since timestamptz,
  constraint retries_pkey primary key (delivery_id, requested_at)
);
comment on table retries is 'Each retry of a delivery by hand: who asked, when, and the state before.';
comment on column retries.requested_by is 'The name of the admin key.';
comment on column retries.confirm_duplicate is 'The caller accepted that the message may have arrived.';
comment on column retries.was_since is 'When the delivery reached was_state.';

create table idempotency_keys (
  caller text not null,
  key text not null,
  request_hash text not null,
  registration_id uuid
    constraint idempotency_keys_registration_id_fkey references registrations on delete cascade,
  status integer not null,
  headers jsonb not null,
  body text not null,
  created_at timestamptz not null default clock_timestamp(),
  constraint idempotency_keys_pkey primary key (caller, key)
);
comment on table idempotency_keys is 'Answers to requests with an Idempotency-Key, each committed with the writes of the request: a repetition gets the same answer and writes nothing.';
comment on column idempotency_keys.caller is 'The name of the admin key, or the hash of the client''s address.';
comment on column idempotency_keys.request_hash is 'Of method, path and body: another request with the same key is refused.';
comment on column idempotency_keys.registration_id is 'The person whose data the answer carries: an erasure finds it by this.';
create index idempotency_keys_created_at on idempotency_keys (created_at);
create index idempotency_keys_registration_id on idempotency_keys (registration_id) where registration_id is not null;

create table api_keys (
  id uuid constraint api_keys_pkey primary key,
  name text not null constraint api_keys_name_form check (name ~ '^[A-Za-z0-9_-]{1,60}$'),
  prefix text not null constraint api_keys_prefix_key unique
    constraint api_keys_prefix_form check (prefix ~ '^[0-9a-f]{8}$'),
  hash bytea not null constraint api_keys_hash_length check (octet_length(hash) = 32),
  scopes text[] not null
    constraint api_keys_scopes_known check (scopes <@ array['registrations', 'assignments', 'deliveries', 'pii', 'admin'])
    constraint api_keys_scopes_given check (cardinality(scopes) > 0),
  created_at timestamptz not null default clock_timestamp(),
  created_by text not null,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  revoked_by text
);
comment on table api_keys is 'Keys of the admin routes beside those of ADMIN_API_KEYS, with scopes and expiry. A revoked key stays, because the audit log names it.';
comment on column api_keys.prefix is 'The first characters of the secret; they name the key.';
comment on column api_keys.hash is 'SHA-256 of the secret. The secret has 256 random bits, so a slow hash would protect nothing.';
comment on column api_keys.last_used_at is 'To the minute.';
create unique index api_keys_name on api_keys (name) where revoked_at is null;

create table audit_log (
  id uuid constraint audit_log_pkey primary key,
  at timestamptz not null default clock_timestamp(),
  actor text not null,
  api_key_id uuid constraint audit_log_api_key_id_fkey references api_keys on delete restrict,
  action text not null constraint audit_log_action_form check (action ~ '^[a-z_]+\.[a-z_]+$'),
  subject_type text not null,
  subject_id text,
  request_id text,
  details jsonb not null default '{}'
);
comment on table audit_log is 'Who changed, retried, paused, erased or read what, each written with the change itself. It holds no personal data, so an erasure does not touch it.';
comment on column audit_log.actor is 'The name of the key, or of the user who ran the command.';
comment on column audit_log.api_key_id is 'Null for a key of ADMIN_API_KEYS and for a command.';
comment on column audit_log.subject_id is 'Null where there are many subjects.';
create index audit_log_subject on audit_log (subject_type, subject_id, id);
-- Like the lists of deliveries: each index ends in the sort. No two begin with the same column, so that the planner has one choice;
-- the time is read from the index.
create index audit_log_listed on audit_log (action, subject_type, id) include (at);
create index audit_log_listed_by_actor on audit_log (actor, action, subject_type, id) include (at);
create index audit_log_request_id on audit_log (request_id) where request_id is not null;

-- An erased address leaves a keyed hash: it recognises the address when it returns, and discloses nothing.
create table erasure_key (
  is_only_row boolean not null default true constraint erasure_key_pkey primary key
    constraint erasure_key_one_row check (is_only_row),
  key bytea not null default sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8'))
);
comment on table erasure_key is 'The key of the hashes of erased addresses. With it a guessed address can be tested, so copies for others omit this table''s rows.';
insert into erasure_key default values;

create table delivery_counts (
  day date not null,
  channel text not null,
  template text not null,
  state text not null,
  n bigint not null,
  constraint delivery_counts_pkey primary key (day, channel, template, state)
);
comment on table delivery_counts is 'Final states, by day, of the deliveries that the retention deleted. The day is that of the publication, in TIME_ZONE.';
