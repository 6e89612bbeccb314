-- Ends the trial of a channel after its first message got through, or failed for a reason of its own.
--
-- Callers: packages/shared/src/channels/channel-control.ts
-- Locks:   channel
-- Writes:  channels: trial, pause reason, quota
-- Returns: nothing
create or replace function end_trial(p_channel text) returns void language sql as $$
  update channels set is_trial = false, trial_until = null, pause_reason = null, pause_code = null, probes = 0,
    quota_tries = 0, quota_since = null, quota_text = null
  where channel = p_channel and is_trial
$$;
