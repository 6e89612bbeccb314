alter table heartbeats add column stopped_loops text[] not null default '{}';
comment on column heartbeats.stopped_loops is 'Why loops of the process stopped: a sentence each, after internal errors.';

alter table deliveries add column waits_since timestamptz;
comment on column deliveries.waits_since is 'When the wait until next_attempt_at began.';

alter table channels add column slow_since timestamptz;
comment on column channels.slow_since is 'When the wait until slow_until began.';

alter table recipients add column spaced_at timestamptz;
comment on column recipients.spaced_at is 'When the wait until spaced_until began.';

-- Replaced by functions with other arguments or columns.
drop function if exists publish_event(uuid, text, text, text, text, uuid, text, jsonb, jsonb, text, text, uuid, uuid, timestamptz, text);
drop function if exists messages_due(uuid[], date[], jsonb, timestamptz);
