create table idempotency_keys (
  caller text not null,
  key text not null,
  request_hash text not null,
  registration_id uuid
    constraint idempotency_keys_registration_id_fkey references registrations on delete cascade,
  status integer not null,
  headers jsonb not null,
  body text not null,
  created_at timestamptz not null default clock_timestamp(),
  constraint idempotency_keys_pkey primary key (caller, key)
);
comment on table idempotency_keys is 'The answers to requests that carried an Idempotency-Key, each committed with what the request wrote: a repetition gets the same answer and writes nothing.';
comment on column idempotency_keys.caller is 'Whose key it is: the name of an admin key, or the hash of a client''s address.';
comment on column idempotency_keys.request_hash is 'Of method, path and body: another request with the same key is refused.';
comment on column idempotency_keys.registration_id is 'Whose data the answer carries: an erasure finds it by this.';

create index idempotency_keys_created_at on idempotency_keys (created_at);
create index idempotency_keys_registration_id on idempotency_keys (registration_id) where registration_id is not null;
