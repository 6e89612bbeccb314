create table unsubscribe_key (
  is_only_row boolean not null default true constraint unsubscribe_key_pkey primary key
    constraint unsubscribe_key_one_row check (is_only_row),
  key bytea not null default sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8'))
);
comment on table unsubscribe_key is 'The key of the links that stop e-mail: they contain the address, encrypted. Links in mails that were sent work as long as it is kept.';
insert into unsubscribe_key default values;

create table email_preference_news (
  id uuid constraint email_preference_news_pkey primary key,
  registration_id uuid not null
    constraint email_preference_news_registration_id_fkey references registrations on delete restrict,
  preference text not null constraint email_preference_news_preference_known check (preference in ('stop', 'start')),
  at timestamptz not null default clock_timestamp(),
  mailing_until timestamptz
);
comment on table email_preference_news is 'People who stopped e-mail by the link of a message, or want it again, until the operator is mailed: a row is deleted then. The audit log keeps the fact.';
comment on column email_preference_news.mailing_until is 'The lease of the notifier that mails it.';
