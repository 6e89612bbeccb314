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
comment on table outbox is 'What happened and must be told, frozen: inserted with the domain row, never updated. The first five columns are Debezium''s.';

create function refuse_outbox_update() returns trigger language plpgsql as $$
begin
  raise exception 'The outbox is never updated: publish a new event instead.'
    using errcode = 'restrict_violation', table = tg_table_name;
end $$;
create trigger outbox_is_never_updated before update on outbox
  for each statement execute function refuse_outbox_update();

create table outbox_duty_assignments (
  outbox_id uuid not null
    constraint outbox_duty_assignments_outbox_id_fkey references outbox on delete cascade,
  duty_assignment_id uuid not null
    constraint outbox_duty_assignments_duty_assignment_id_fkey references duty_assignments on delete restrict,
  version integer not null,
  constraint outbox_duty_assignments_pkey primary key (outbox_id, duty_assignment_id)
);
comment on table outbox_duty_assignments is 'Which duties, in which version, an event speaks of: it is false as soon as one of them has changed.';
create index outbox_duty_assignments_duty_assignment_id on outbox_duty_assignments (duty_assignment_id);
create trigger outbox_duty_assignments_are_never_updated before update on outbox_duty_assignments
  for each statement execute function refuse_outbox_update();

create table deliveries (
  id uuid constraint deliveries_pkey primary key,
  outbox_id uuid not null constraint deliveries_outbox_id_fkey references outbox on delete cascade,
  seq bigint generated always as identity,
  registration_id uuid
    constraint deliveries_registration_id_fkey references registrations on delete restrict,
  channel text not null constraint deliveries_channel_known check (channel in ('whatsapp', 'email')),
  template text not null,
  recipient text not null,
  state text not null default 'pending'
    constraint deliveries_state_known check (state in ('pending', 'sending', 'accepted', 'sent', 'delivered', 'read',
      'in_doubt', 'held', 'failed', 'expired', 'cancelled')),
  reason text,
  attempts integer not null default 0,
  spent integer not null default 0,
  next_attempt_at timestamptz,
  waits_turn boolean not null default false,
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
  cancelled_at timestamptz
) with (
  fillfactor = 70,
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 5000,
  autovacuum_vacuum_cost_delay = 0
);
comment on table deliveries is 'An outbox event on one channel to one address, and how far it has come.';
comment on column deliveries.seq is 'The order within one recipient: by commit.';
comment on column deliveries.spent is 'Attempts that count against MAX_ATTEMPTS; attempts counts them all.';
comment on column deliveries.next_attempt_at is 'pending: not before then, null is at once. in_doubt: when the doubt is decided, null is by a person.';
comment on column deliveries.waits_turn is 'An earlier delivery to the same recipient goes first; whoever finishes that one lets this one go.';
comment on column deliveries.rank is 'Order between recipients: the earlier of expires_at and a day after the commit.';

create index deliveries_ready on deliveries (channel, rank, seq)
  where state = 'pending' and next_attempt_at is null and not waits_turn;
create index deliveries_waiting on deliveries (channel, next_attempt_at)
  where state = 'pending' and next_attempt_at is not null;
create index deliveries_queued on deliveries (channel, recipient, seq) where state = 'pending';
create unique index deliveries_one_sending_per_recipient on deliveries (channel, recipient) where state = 'sending';
create index deliveries_leased on deliveries (channel, lease_expires_at) where state = 'sending';
create index deliveries_in_doubt on deliveries (channel, next_attempt_at) where state = 'in_doubt';
create index deliveries_unfinished on deliveries (channel, expires_at) where state in ('pending', 'held', 'in_doubt');
create index deliveries_held on deliveries (reason, template, rank) where state = 'held';
create index deliveries_waiting_turn on deliveries (channel, recipient, seq) where state = 'pending' and waits_turn;
create index deliveries_outbox_id on deliveries (outbox_id);
create index deliveries_registration_id on deliveries (registration_id, id);

create table attempts (
  delivery_id uuid not null constraint attempts_delivery_id_fkey references deliveries on delete cascade,
  number integer not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  outcome text
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
  constraint attempts_pkey primary key (delivery_id, number)
) with (fillfactor = 70);
comment on table attempts is 'Every try: inserted by the claim before a byte leaves, completed once, credited with the callbacks that name it.';
