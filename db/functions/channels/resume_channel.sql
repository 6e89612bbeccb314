-- Resumes a paused channel with one trial message. With p_any_pause every pause and the wait for a quota end, else only a pause of a
-- notifier.
--
-- Callers: packages/shared/src/channels/channel-control.ts
-- Locks:   channel
-- Writes:  channels: pause, trial
-- Returns: nothing
create or replace function resume_channel(p_channel text, p_any_pause boolean) returns void language sql as $$
  update channels set
    paused_at = null, paused_by = null, probe_at = null, slow_until = null,
    is_trial = true, trial_until = null
  where channel = p_channel and (
    paused_at is not null and (p_any_pause or paused_by = 'notifier')
    or p_any_pause and quota_tries > 0 -- an operator raised the limit and need not wait
  )
$$;
