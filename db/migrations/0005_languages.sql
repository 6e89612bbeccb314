alter table deliveries add column language text not null default '';
comment on column deliveries.language is 'Frozen at publish. Empty: published before messages had a language, and not yet adopted by a notifier.';

alter table templates add column language text not null default '';
alter table templates alter column language drop default;
alter table templates drop constraint templates_pkey;
alter table templates add constraint templates_pkey primary key (name, language);
comment on table templates is 'Decisions of the operator or Meta about a translation of a WhatsApp template; one without a row is active and follows IN_DOUBT_POLICY.';
comment on column templates.language is 'As requests have it: en_US. Empty: held before holds had a language, and not yet adopted by a notifier.';

-- Replaced by functions with other arguments.
drop function if exists hold_template(text, text, text);
drop function if exists release_template(text);
drop function if exists store_template_event(text, text, timestamptz, text);
drop function if exists release_held(text, text, bigint);
drop function if exists why_untrue(uuid, uuid, text, text, text);
drop function if exists match_receipts(jsonb);
drop function if exists duty_date_text(date);
drop function if exists messages_due(uuid[], date[], text, timestamptz);
drop function if exists tell_duties(uuid[], date[], text, text);
drop function if exists tell_all_duties(date, text);
drop function if exists publish_waiting_duties(date, date, boolean, text, text);
drop function if exists change_duties(jsonb, boolean, boolean, text, text, jsonb);
