alter table heartbeats add column stopped_loops text[] not null default '{}';
comment on column heartbeats.stopped_loops is 'Why loops of the process stopped: a sentence each, after internal errors.';
