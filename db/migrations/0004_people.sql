alter table idempotency_keys add column reveals_personal_data boolean not null default true;
comment on column idempotency_keys.reveals_personal_data is 'The answer shows addresses in full. True where it is not known: answers that were kept before this column.';

-- A person without WhatsApp may have a landline, or an e-mail address alone.
alter table registrations
  alter column phone_number drop not null,
  add constraint registrations_reachable
    check (phone_number is not null or not whatsapp_opt_in and email is not null or status = 'erased');
comment on column registrations.phone_number is 'Null: the person is reached by e-mail alone. Without whatsapp_opt_in it may be a landline.';
-- Of ASCII only the letters before the @ have a case here; the collation keeps the locale out.
create unique index registrations_email_name_key on registrations (lower(email collate "C"), name_key) where phone_number is null;
comment on table registrations is 'People who signed up. A family may share a phone number, so number and name together identify a person; without a number, the e-mail address and the name.';

alter table registrations add column search_words tsvector;
comment on column registrations.search_words is 'What a search compares: words of the name, the number and the address; set by a trigger.';
-- Without fastupdate, as a search would read the whole list of pending entries.
create index registrations_search_words on registrations using gin (search_words) with (fastupdate = off);
create index registrations_email_lower on registrations (lower(email collate "C"));

-- For the list by reason: most deliveries never have one.
create index deliveries_listed_by_reason on deliveries (reason, id) where reason is not null;
