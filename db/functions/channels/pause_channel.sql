-- Pauses a channel over all notifiers. A notifier does not replace a pause of another origin. The first probe is due after a
-- second, each later
-- one after twice the time, at most a minute.
--
-- Callers: packages/shared/src/channels/channel-control.ts
-- Locks:   channel
-- Writes:  channels: pause, probe_at
-- Returns: nothing
create or replace function pause_channel(p_channel text, p_by text, p_reason text, p_code text) returns void language sql as $$
  update channels set
    paused_at = coalesce(paused_at, clock_timestamp()),
    paused_by = p_by,
    pause_reason = p_reason,
    pause_code = p_code,
    is_trial = false,
    trial_until = null,
    probes = probes + 1,
    probe_at = case when p_by = 'notifier' then clock_timestamp() + least(60, 2 ^ least(probes, 10)) * interval '1 second' end
  where channel = p_channel and (paused_at is null or p_by <> 'notifier')
$$;
