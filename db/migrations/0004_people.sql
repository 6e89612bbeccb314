alter table idempotency_keys add column reveals_personal_data boolean not null default true;
comment on column idempotency_keys.reveals_personal_data is 'The answer shows addresses in full. True where it is not known: answers that were kept before this column.';
