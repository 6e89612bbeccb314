-- Restores the preferences, the suppression and the aliases of addresses that were erased and are registered again.
--
-- p_whatsapp, p_email: an address of each channel; null: none
--
-- Callers: recall_recipients_of_registration, set_preference, set_marketing_preference, set_email_preference,
--          services/notifier/src/tasks/send-template.ts
-- Locks:   recipients by address (key share) → erased recipients
-- Writes:  recipients, recipient_aliases
-- Returns: nothing
create or replace function recall_recipients(p_whatsapp text, p_email text) returns void language plpgsql
  set enable_seqscan = off set jit = off
as $$
begin
  -- Waits for an erasure in progress, so that the next statement sees its result. Without it a registration would forget a STOP.
  if p_email is not null then
    perform from recipients r where r.channel = 'email' and r.address = p_email for key share;
  end if;
  perform from recipients r where r.channel = 'whatsapp' and r.address = p_whatsapp for key share;
  -- The hash costs more than the rest of a registration's insert.
  if not exists (select from recipients r where r.erased_at is not null) then
    return;
  end if;

  if p_whatsapp not like 'erased:%' then
    perform move_aliases(erased_form(p_whatsapp), p_whatsapp);
  end if;
  with erased as (
    delete from recipients r
    using (values ('whatsapp', p_whatsapp), ('email', p_email)) given(channel, address)
    where r.channel = given.channel and r.address = erased_form(given.address) and given.address not like 'erased:%'
    returning r.*, given.address as given
  )
  insert into recipients as known (channel, address, suppressed_at, suppressed_by, preference_at, spaced_until, reached_at,
    marketing_suppressed_at, marketing_suppressed_by, marketing_preference_at)
  select e.channel, e.given, e.suppressed_at, e.suppressed_by, e.preference_at, e.spaced_until, e.reached_at,
    e.marketing_suppressed_at, e.marketing_suppressed_by, e.marketing_preference_at
  from erased e
  on conflict (channel, address) do update set
    suppressed_at = coalesce(known.suppressed_at, excluded.suppressed_at),
    suppressed_by = coalesce(known.suppressed_by, excluded.suppressed_by),
    preference_at = greatest(known.preference_at, excluded.preference_at),
    spaced_until = greatest(known.spaced_until, excluded.spaced_until),
    reached_at = greatest(known.reached_at, excluded.reached_at),
    marketing_suppressed_at = coalesce(known.marketing_suppressed_at, excluded.marketing_suppressed_at),
    marketing_suppressed_by = coalesce(known.marketing_suppressed_by, excluded.marketing_suppressed_by),
    marketing_preference_at = greatest(known.marketing_preference_at, excluded.marketing_preference_at);
end $$;
