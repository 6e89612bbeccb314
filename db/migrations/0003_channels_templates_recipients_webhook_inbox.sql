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
  trial_until timestamptz
);
comment on table channels is 'What holds for a channel over all notifiers: its pause and cause, its pace. A claim locks its row first.';
comment on column channels.paced_until is 'The pace is used up until then (GCRA''s theoretical arrival time).';
comment on column channels.slow_until is 'The provider asked for silence until then.';
comment on column channels.slowed_to is 'Messages per second at slowed_at, after the provider said "too fast"; doubled with every minute since.';
comment on column channels.paused_by is '"notifier" for a pause of its own, which it ends by itself; else who paused it, and only that one resumes.';
comment on column channels.probe_at is 'When the next look is due at whether the provider is well again; whoever looks moves it on first.';
comment on column channels.is_trial is 'Resumed, and one message goes first; the rest follows when it came through.';
insert into channels (channel) values ('whatsapp'), ('email');

create table templates (
  name text constraint templates_pkey primary key,
  state text not null default 'active' constraint templates_state_known check (state in ('active', 'held')),
  reason text,
  in_doubt_policy text
    constraint templates_in_doubt_policy_known check (in_doubt_policy in ('resend', 'hold')),
  updated_at timestamptz not null default clock_timestamp()
);
comment on table templates is 'What the operator or Meta decided for one WhatsApp template; a template without a row is active and follows IN_DOUBT_POLICY.';

create table recipients (
  channel text not null constraint recipients_channel_known check (channel in ('whatsapp', 'email')),
  address text not null,
  suppressed_at timestamptz,
  suppressed_by text,
  spaced_until timestamptz,
  reached_at timestamptz,
  constraint recipients_pkey primary key (channel, address)
);
comment on column recipients.spaced_until is 'GCRA over Meta''s pair rate: a burst of 45, then one message in six seconds.';
comment on column recipients.reached_at is 'When a message to it last started: Meta counts whom a business reaches in 24 hours.';
create index recipients_reached_at on recipients (channel, reached_at) where reached_at is not null;
comment on table recipients is 'What is known of an address, whoever is registered under it: suppressed and by what, spacing.';

create table webhook_inbox (
  id uuid constraint webhook_inbox_pkey primary key,
  body bytea not null,
  received_at timestamptz not null default clock_timestamp(),
  applied_at timestamptz,
  unmatched jsonb
);
comment on table webhook_inbox is 'Callbacks exactly as Meta signed them, stored before they are answered; the notifier applies them.';
comment on column webhook_inbox.unmatched is 'Items that could not be applied, each with its reason.';
create index webhook_inbox_unmatched on webhook_inbox (received_at) where unmatched is not null;
create index webhook_inbox_unapplied on webhook_inbox (received_at) where applied_at is null;
