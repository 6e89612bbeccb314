-- Slows a channel that the provider rate-limits: no message for p_wait, then half the rate, doubled with every minute.
-- Many messages in flight report the same limit; the rate is halved once a second at most.
--
-- Callers: packages/shared/src/channels/channel-control.ts
-- Locks:   channel
-- Writes:  channels: slow_until, slow_since, slowed_at, slowed_to
-- Returns: nothing
create or replace function slow_channel(p_channel text, p_wait interval, p_per_second double precision) returns void language sql as $$
  update channels set
    slow_until = greatest(slow_until, clock_timestamp() + p_wait),
    slow_since = clock_timestamp(),
    slowed_at = clock_timestamp() + p_wait,
    slowed_to = greatest(0.1, least(p_per_second, coalesce(
      slowed_to * 2 ^ least(20, greatest(0, extract(epoch from clock_timestamp() - slowed_at) / 60))::double precision,
      p_per_second)) / 2)
  where channel = p_channel and (slowed_at is null or slowed_at < clock_timestamp() - interval '1 second')
$$;
