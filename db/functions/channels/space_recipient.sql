-- Delays the next message to one recipient, because Meta refused one for its pair rate.
--
-- Callers: packages/shared/src/channels/channel-control.ts
-- Locks:   recipient
-- Writes:  recipients.spaced_until, spaced_at
-- Returns: nothing
create or replace function space_recipient(p_channel text, p_address text, p_wait interval) returns void language sql as $$
  insert into recipients as known (channel, address, spaced_until, spaced_at)
  select p_channel, p_address, clock_timestamp() + p_wait, clock_timestamp() where p_address not like 'erased:%'
  on conflict (channel, address) do update set
    spaced_until = case
      when known.spaced_at > excluded.spaced_at then excluded.spaced_until -- begun in the future
      else greatest(known.spaced_until, excluded.spaced_until)
    end,
    spaced_at = excluded.spaced_at
$$;
