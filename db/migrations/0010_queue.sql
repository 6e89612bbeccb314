-- Entries are added in groups: each alone rewrites the postings of a common name. The limit, in kB, is what a search may have to read.
alter index registrations_search_words set (fastupdate = on, gin_pending_list_limit = 256);

-- Replaced by a function with other arguments.
drop function if exists why_untrue(uuid, uuid, text, text, text, text);

-- It returns when the next wait ends.
drop function if exists ready_due(text, timestamptz, integer);

-- An accepted first attempt stands in its delivery alone.
alter table deliveries add column trace_id text;
comment on column deliveries.trace_id is 'Of the attempt that stands in the delivery alone: the provider''s id of the exchange.';
comment on column deliveries.attempts is 'The number of the latest attempt. While the delivery is sending, that attempt is running and has a row only if a receipt named it. An only attempt that was accepted has a row only once something else happened to it (carried_attempts).';
comment on table attempts is 'Each finished try to send a delivery, written when its result is known, except those that stand in their delivery alone: the only try, accepted by its answer, of which nothing else is known but receipts that advance the delivery. As soon as anything else happens, store_carried_attempts writes its row first. The receipts of an only attempt stand in its delivery, until another attempt follows. A running try stands in its delivery only.';
-- A message id of WhatsApp is unique, also where its attempt has no row. Its hash, because entries are then small; find_attempts compares the whole id.
create unique index deliveries_provider_message_id on deliveries (hashtextextended(provider_message_id, 0))
  where channel = 'whatsapp' and provider_message_id is not null;

-- They return whether a delivery may be ready.
drop function if exists accept_first_attempts(attempt_result[]);
drop function if exists record_attempts(jsonb, integer, interval);

-- Each statement that writes a delivery opens all of its indexes and prepares their predicates, so one serves where it can.
-- The queue of a recipient has few that are blocked: deliveries_queued finds them.
drop index deliveries_blocked;
-- Retries and in-doubt windows wait for a time. A window may have no end yet.
drop index deliveries_in_doubt;
drop index deliveries_waiting;
create index deliveries_waiting on deliveries (channel, queue_state, next_attempt_at)
  where queue_state = 'in_doubt' or queue_state = 'pending' and next_attempt_at is not null;

-- For the lists. Unfinished deliveries are found by the indexes above: a held one is written to two indexes less.
drop index deliveries_listed;
drop index deliveries_listed_by_reason;
create index deliveries_listed on deliveries (queue_state, template, id)
  where queue_state in ('done', 'failed', 'expired', 'cancelled');
create index deliveries_listed_by_reason on deliveries (reason, id) where reason is not null and queue_state <> 'held';

-- An exact address is found by registrations_email_lower. Most people may have none.
drop index registrations_email;
drop index registrations_email_lower;
create index registrations_email_lower on registrations (lower(email collate "C")) where email is not null;

-- As a uuid, an entry has half the size.
drop index outbox_registration_id;
create index outbox_registration_id on outbox (((payload ->> 'registration_id')::uuid));

-- What publish_events takes.
create type new_event as (
  id uuid, aggregatetype text, aggregateid text, type text, dedupe_key text, registration_id uuid, language text, parameters jsonb,
  whatsapp_parameters jsonb, duty_assignments jsonb, phone_number text, email text, whatsapp_delivery_id uuid, email_delivery_id uuid,
  expires_at timestamptz, traceparent text, held_for text
);
comment on type new_event is 'An event to publish. whatsapp_parameters: those of WhatsApp where they are shorter; null: parameters. duty_assignments: [{id, version, corrects}], corrects is the version that a correction replaces. phone_number, email: null: no delivery on this channel. held_for: the reason of the hold of its deliveries; null: they are pending.';
