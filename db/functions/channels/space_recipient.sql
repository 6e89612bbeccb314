-- Delays the next message to one recipient (Meta's pair rate). An erased recipient has no row.
--
-- Callers: packages/shared/src/channels/channel-control.ts
-- Locks:   recipient
-- Writes:  recipients.spaced_until
-- Returns: nothing
create or replace function space_recipient(p_channel text, p_address text, p_wait interval) returns void language sql as $$
  update recipients r set spaced_until = clock_timestamp() + interval '264 seconds' + p_wait
  where r.channel = p_channel and r.address = p_address
$$;
