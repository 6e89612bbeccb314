-- Counts the recipients reached in the last 24 hours, up to p_limit.
--
-- Callers: take_deliveries, settle_deliveries, packages/shared/src/channels/daily-recipients.ts
-- Locks:   none
-- Writes:  nothing
-- Returns: the count, at most p_limit
create or replace function recipients_reached_in_a_day(p_channel text, p_limit integer, p_now timestamptz) returns bigint language sql stable as $$
  select count(*) from (
    select from recipients r
    where r.channel = p_channel and r.reached_at is not null and r.reached_at >= counted_as_reached_since(p_now) limit p_limit
  ) reached
$$;
