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
