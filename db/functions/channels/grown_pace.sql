-- Computes the pace of a channel that was slowed: each second it grows by a 120th of the reduced pace, so it doubles in the first two
-- minutes; from then on by a 120th of that, and so on.
--
-- p_slowed_at: when the growth began; in the future: not yet
--
-- Callers: channel_pace, slow_channel, packages/shared/src/channels/find-channels.ts
-- Locks:   none
-- Writes:  nothing
-- Returns: messages per second; null where the provider never limited the channel
create or replace function grown_pace(p_slowed_to double precision, p_slowed_at timestamptz, p_now timestamptz) returns double precision
language sql immutable as $$
  select p_slowed_to * 2 ^ floor(m.doublings) * (1 + m.doublings - floor(m.doublings))
  from (select least(20, greatest(0, extract(epoch from p_now - p_slowed_at) / 120))::double precision) m(doublings)
$$;
