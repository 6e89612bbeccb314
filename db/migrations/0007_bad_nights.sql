alter table heartbeats add column stopped_loops text[] not null default '{}';
comment on column heartbeats.stopped_loops is 'Why loops of the process stopped: a sentence each, after internal errors.';

alter table deliveries add column waits_since timestamptz;
comment on column deliveries.waits_since is 'When the wait until next_attempt_at began.';

alter table channels add column slow_since timestamptz;
comment on column channels.slow_since is 'When the wait until slow_until began.';

alter table recipients add column spaced_at timestamptz;
comment on column recipients.spaced_at is 'When the wait until spaced_until began.';

-- Replaced by a function with other columns.
drop function if exists messages_due(uuid[], date[], jsonb, timestamptz);

alter table registrations
  add column origin text constraint registrations_origin_known check (origin in ('public', 'admin')),
  add column mailbox text,
  add column confirmation_held boolean not null default false;
alter table registrations alter column origin set default 'public';
comment on column registrations.origin is 'public: registered without a key, so the limits count it. admin: with a key, or by an import. Null: before this column.';
comment on column registrations.mailbox is 'The mailbox of the address as the application compares it: without case and tag.';
comment on column registrations.confirmation_held is 'The confirmation was held when it was published: more people signed up within an hour than PUBLIC_CONFIRMATIONS_PER_HOUR.';
create index registrations_mailbox on registrations (mailbox, created_at) where mailbox is not null and origin = 'public';

create table public_confirmations (
  is_only_row boolean not null default true constraint public_confirmations_pkey primary key
    constraint public_confirmations_one_row check (is_only_row),
  in_the_last_hour integer not null default 0,
  counted_at timestamptz not null default '-infinity'
);
comment on table public_confirmations is 'How many public registrations were confirmed within the last hour. The notifier counts it each second; a registration only reads it.';
insert into public_confirmations default values;

create table released_confirmations (
  released_at timestamptz constraint released_confirmations_pkey primary key,
  registrations integer not null
);
comment on table released_confirmations is 'Confirmations that were held and that the notifier released, for two hours: they count as confirmed at that time.';

-- Initials get a blank after the dot. The keys of those that were stored without it, except where both forms are registered.
update registrations r set name_key = spaced.name_key
from (
  select id, regexp_replace(name_key, '(^|[ .])([[:alpha:]]{1,2}|mohd|mrs|prof|engr|capt|adv|smt)\.(?=[[:alpha:]])', '\1\2. ', 'g') as name_key
  from registrations where name_key like '%._%' and status = 'active'
) spaced
where spaced.id = r.id and spaced.name_key <> r.name_key and not exists (
  select from registrations o where o.phone_number = r.phone_number and o.name_key = spaced.name_key
);

alter table channels
  add column sent_at_pace bigint not null default 0,
  add column refused_at_pace integer not null default 0;
comment on column channels.sent_at_pace is 'Messages claimed since the pace was last judged (slow_channel).';
comment on column channels.refused_at_pace is 'How many of them the provider refused for its rate limit.';
comment on column channels.slowed_to is 'Messages per second at slowed_at, after the provider rate-limited the channel; grown_pace computes it for a later time.';
drop function if exists slow_channel(text, interval, double precision);

alter table recipients add column reserved_for date;
comment on column recipients.reserved_for is 'The date before which it must be reached, so that a part of the daily limit is reserved for it; null: none is. The notifier computes it.';
create index recipients_reserved on recipients (channel, address) where reserved_for is not null;
alter table channels
  add column reserved_recipients integer not null default 0,
  add column unreserved_left integer;
comment on column channels.reserved_recipients is 'How many recipients of the daily limit are reserved for messages that must go out before the next midnight.';
comment on column channels.unreserved_left is 'How many recipients are left for messages that can wait. Null: not computed.';
drop function if exists take_deliveries(uuid[], integer, interval, integer, timestamptz, interval, boolean);
drop function if exists judge_candidates(uuid[], interval, bigint, timestamptz, timestamptz);
