-- Restores the preferences and suppression of an address that was erased and is registered again.
-- The first statement waits for an erasure in progress, so that the next one sees its result.
--
-- Callers: recall_recipients_of_registration, set_preference, set_marketing_preference
-- Locks:   recipient (key share) → erased recipient
-- Writes:  recipients
-- Returns: nothing
create or replace function recall_recipient(p_channel text, p_address text) returns void language plpgsql
  set enable_seqscan = off set jit = off
as $$
declare
  v_erased recipients;
begin
  if p_address like 'erased:%' then
    return;
  end if;
  perform from recipients r where r.channel = p_channel and r.address = p_address for key share;
  delete from recipients r where r.channel = p_channel and r.address = erased_form(p_address) returning * into v_erased;
  if not found then
    return;
  end if;
  insert into recipients as known (channel, address, suppressed_at, suppressed_by, preference_at, spaced_until, reached_at,
    marketing_suppressed_at, marketing_suppressed_by, marketing_preference_at)
  values (p_channel, p_address, v_erased.suppressed_at, v_erased.suppressed_by, v_erased.preference_at, v_erased.spaced_until,
    v_erased.reached_at, v_erased.marketing_suppressed_at, v_erased.marketing_suppressed_by, v_erased.marketing_preference_at)
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
