-- What `migrate` remembers. Applied at the beginning of each run, so it only ever adds.

create table if not exists schema_migrations (
  name text constraint schema_migrations_pkey primary key,
  checksum text not null,
  applied_at timestamptz not null default clock_timestamp()
);
comment on table schema_migrations is 'Migrations that were applied, with the SHA-256 of their files.';

create table if not exists schema_release (
  is_only_row boolean not null default true constraint schema_release_pkey primary key
    constraint schema_release_one_row check (is_only_row),
  release text not null,
  function_hashes jsonb not null,
  migrated_at timestamptz not null default clock_timestamp()
);
comment on table schema_release is 'The release that last migrated this database, and the SHA-256 of each file of db/functions then.';
