-- Stops a channel whose quota at the provider is used up: one message tries after 5, 15, 60, then every 120 minutes, or after the wait
-- that the provider names, at most 25 hours. Many messages in flight report the same quota: they count once.
--
-- p_wait: null where the provider names none
--
-- Callers: packages/shared/src/channels/channel-control.ts
-- Locks:   channel
-- Writes:  channels: quota, slow_until, trial
-- Returns: true for the report that counted
create or replace function exhaust_quota(p_channel text, p_wait interval, p_text text) returns boolean language plpgsql as $$
declare
  c_minutes constant integer[] := array[5, 15, 60, 120];
begin
  update channels c set
    quota_tries = c.quota_tries + 1,
    quota_since = coalesce(c.quota_since, clock_timestamp()),
    quota_text = p_text,
    -- channel_pace ignores a time that is more than 25 hours ahead.
    slow_until = clock_timestamp() + least(
      coalesce(p_wait, make_interval(mins => c_minutes[least(c.quota_tries + 1, cardinality(c_minutes))])),
      interval '25 hours' - interval '1 second'),
    slow_since = clock_timestamp(),
    is_trial = true, trial_until = null
  where c.channel = p_channel and c.paused_at is null
    and (c.quota_tries = 0 or c.slow_until is null or c.slow_until <= clock_timestamp());
  return found;
end $$;
