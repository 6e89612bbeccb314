create table channels (
  channel text constraint channels_pkey primary key
    constraint channels_channel_known check (channel in ('whatsapp', 'email')),
  paced_until timestamptz not null default '-infinity',
  paused_at timestamptz,
  paused_by text,
  pause_reason text,
  probe_at timestamptz
);
comment on table channels is 'What holds for a channel over all notifiers: its pause and cause, its pace. A claim locks its row first.';
comment on column channels.paced_until is 'The pace is used up until then (GCRA''s theoretical arrival time).';
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
  constraint recipients_pkey primary key (channel, address)
);
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
