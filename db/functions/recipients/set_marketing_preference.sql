-- Stores whether an address accepts marketing; of two, the later one holds. The templates of the catalogue are not marketing.
--
-- Callers: services/notifier/src/inbound/queries.ts
-- Locks:   recipient
-- Writes:  recipients: marketing suppression
-- Returns: nothing
create or replace function set_marketing_preference(
  p_channel text, p_address text, p_preference text, p_by text, p_at timestamptz
) returns void language plpgsql as $$
begin
  perform recall_recipients(case p_channel when 'whatsapp' then p_address end, case p_channel when 'email' then p_address end);
  insert into recipients as known (channel, address, marketing_suppressed_at, marketing_suppressed_by, marketing_preference_at)
  values (p_channel, p_address, case when p_preference = 'stop' then p_at end, case when p_preference = 'stop' then p_by end, p_at)
  on conflict (channel, address) do update set
    marketing_suppressed_at = excluded.marketing_suppressed_at, marketing_suppressed_by = excluded.marketing_suppressed_by,
    marketing_preference_at = excluded.marketing_preference_at
  where known.marketing_preference_at is null or known.marketing_preference_at <= excluded.marketing_preference_at;
end $$;
