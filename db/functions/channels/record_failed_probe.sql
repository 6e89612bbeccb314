-- Records a failed probe and sets the time of the next one.
--
-- Callers: packages/shared/src/channels/channel-control.ts
-- Locks:   channel
-- Writes:  channels: pause_reason, probe_at
-- Returns: nothing
create or replace function record_failed_probe(p_channel text, p_reason text) returns void language sql as $$
  update channels set
    pause_reason = p_reason,
    probe_at = clock_timestamp() + least(60, 2 ^ least(probes, 10)) * interval '1 second'
  where channel = p_channel and paused_at is not null and paused_by = 'notifier'
$$;
