create table console_sessions (
  hash bytea constraint console_sessions_pkey primary key
    constraint console_sessions_hash_length check (octet_length(hash) = 32),
  api_key_id uuid constraint console_sessions_api_key_id_fkey references api_keys on delete cascade,
  key_name text not null,
  key_hash bytea,
  created_at timestamptz not null default clock_timestamp(),
  last_seen_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  constraint console_sessions_one_key check ((api_key_id is null) = (key_hash is not null))
);
comment on table console_sessions is 'Browsers that signed in to the console. Each request asks the key ring for the key again, so a revoked key ends its sessions.';
comment on column console_sessions.hash is 'SHA-256 of the cookie, which has 256 random bits.';
comment on column console_sessions.key_hash is 'SHA-256 of the secret of a key of ADMIN_API_KEYS; null for a key of api_keys.';
create index console_sessions_api_key_id on console_sessions (api_key_id) where api_key_id is not null;

create table console_views (
  session_hash bytea not null constraint console_views_session_hash_fkey references console_sessions on delete cascade,
  view_hash bytea not null,
  content_hash bytea not null,
  constraint console_views_pkey primary key (session_hash, view_hash)
);
comment on table console_views is 'Pages with personal data that a session was shown: an unchanged reload is not audited again.';
comment on column console_views.view_hash is 'Of the URL, which may contain a part of a number.';
comment on column console_views.content_hash is 'Of the data of the page.';

create table console_links (
  hash bytea constraint console_links_pkey primary key
    constraint console_links_hash_length check (octet_length(hash) = 32),
  key_name text not null,
  key_hash bytea not null,
  expires_at timestamptz not null
);
comment on table console_links is 'One-time links that pnpm start prints: each opens one session of a key of ADMIN_API_KEYS.';
comment on column console_links.hash is 'SHA-256 of the token in the link.';

drop function if exists duties_of_day(date); -- of a person too
drop function if exists set_email_preference(text, text); -- also by a coordinator
