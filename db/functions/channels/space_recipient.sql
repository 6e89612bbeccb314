-- Delays the next message to one recipient, because Meta refused one for its pair rate.
--
-- Callers: packages/shared/src/channels/channel-control.ts
-- Locks:   recipient
-- Writes:  recipients.spaced_until
-- Returns: nothing
create or replace function space_recipient(p_channel text, p_address text, p_wait interval) returns void language sql as $$
  insert into recipients as known (channel, address, spaced_until)
  select p_channel, p_address, clock_timestamp() + p_wait where p_address not like 'erased:%'
  on conflict (channel, address) do update set spaced_until = greatest(known.spaced_until, excluded.spaced_until)
$$;
