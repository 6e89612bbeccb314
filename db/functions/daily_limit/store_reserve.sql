-- Stores how many recipients of the daily limit are reserved, and how many are left for messages that can wait. Claims count the latter
-- down until it is computed again.
--
-- p_limit: META_WA_DAILY_RECIPIENTS. p_reserved: from mark_reserved_recipients. p_since: 24 hours before tomorrow begins.
--
-- Callers: services/notifier/src/daily-limit/recipient-reserve.ts
-- Locks:   channel
-- Writes:  channels.reserved_recipients, unreserved_left
-- Returns: nothing
create or replace function store_reserve(p_limit integer, p_reserved integer, p_since timestamptz) returns void language plpgsql
  set enable_seqscan = off set jit = off
as $$
declare
  v_left integer;
begin
  perform from channels c where c.channel = 'whatsapp' for no key update;
  -- In a later statement than the lock, which sees what the claim before it reached.
  v_left := greatest(0, p_limit - p_reserved - (
    select count(*) from (
      select from recipients r where r.channel = 'whatsapp' and r.reached_at >= p_since limit p_limit
    ) reached
  ));
  update channels c set reserved_recipients = p_reserved, unreserved_left = v_left
  where c.channel = 'whatsapp' and (c.reserved_recipients, c.unreserved_left) is distinct from (p_reserved, v_left);
end $$;
