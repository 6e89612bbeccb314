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
comment on table alerts is 'What a person was, or is to be, told: one row from its beginning to its end, so that one mail says each.';
comment on column alerts.key is 'What it is about, such as channel_paused:whatsapp; at most one alert of a key is open.';
comment on column alerts.times_reopened is 'How often it came back soon after its end: then its end is mailed only when it has stayed away for a while.';
comment on column alerts.mailing_until is 'A notifier is mailing it; another may try only after that.';
create unique index alerts_one_open_per_key on alerts (key) where cleared_at is null;
create index alerts_key_cleared_at on alerts (key, cleared_at);
