create table api_keys (
  id uuid constraint api_keys_pkey primary key,
  name text not null constraint api_keys_name_form check (name ~ '^[A-Za-z0-9_-]{1,60}$'),
  prefix text not null constraint api_keys_prefix_key unique
    constraint api_keys_prefix_form check (prefix ~ '^[0-9a-f]{8}$'),
  hash bytea not null constraint api_keys_hash_length check (octet_length(hash) = 32),
  scopes text[] not null
    constraint api_keys_scopes_known check (scopes <@ array['registrations', 'assignments', 'deliveries', 'pii', 'admin'])
    constraint api_keys_scopes_given check (cardinality(scopes) > 0),
  created_at timestamptz not null default clock_timestamp(),
  created_by text not null,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  revoked_by text
);
comment on table api_keys is 'Keys of the admin routes, beside those of ADMIN_API_KEYS: who may do what, until when. A revoked key stays, as the audit log names it.';
comment on column api_keys.prefix is 'The secret''s first characters, by which people and requests name the key.';
comment on column api_keys.hash is 'SHA-256 of the secret. It has 256 random bits, so there is nothing to guess that a slow hash would protect.';
comment on column api_keys.last_used_at is 'To the minute.';
create unique index api_keys_name on api_keys (name) where revoked_at is null;

create table audit_log (
  id uuid constraint audit_log_pkey primary key,
  at timestamptz not null default clock_timestamp(),
  actor text not null,
  api_key_id uuid constraint audit_log_api_key_id_fkey references api_keys on delete restrict,
  action text not null constraint audit_log_action_form check (action ~ '^[a-z_]+\.[a-z_]+$'),
  subject_type text not null,
  subject_id text,
  request_id text,
  details jsonb not null default '{}'
);
comment on table audit_log is 'Who changed, sent again, stopped, erased or was shown what, each written with the change itself. Holds no personal data, so an erasure leaves it whole.';
comment on column audit_log.actor is 'The name of the key, or who ran the command.';
comment on column audit_log.api_key_id is 'Null for a key of ADMIN_API_KEYS and for a command.';
comment on column audit_log.subject_id is 'Null where it is many.';
create index audit_log_subject on audit_log (subject_type, subject_id, id);
create index audit_log_actor on audit_log (actor, id);
create index audit_log_action on audit_log (action, id);

create function refuse_audit_log_change() returns trigger language plpgsql as $$
begin
  raise exception 'The audit log is only added to, and kept for a year at least.'
    using errcode = 'restrict_violation', table = tg_table_name;
end $$;
create trigger audit_log_is_never_updated before update or truncate on audit_log
  for each statement execute function refuse_audit_log_change();
create trigger audit_log_is_kept_for_a_year before delete on audit_log
  for each row when (old.at > now() - interval '1 year') execute function refuse_audit_log_change();
