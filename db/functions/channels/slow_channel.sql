-- Slows a channel that the provider rate-limits. A wait that it names is kept, and the pace is halved. Without one, what counts is how
-- many of the messages sent since the last decision were refused: up to 5 of 100 change nothing, because the provider takes the others;
-- from 20 of 100 on, sending stops for a second and goes on at a third of the pace; in between the pace becomes what the provider took,
-- less a margin. The pace is cut once a second at most, never below one message a second, and grows again (grown_pace). The constants
-- were chosen with the simulation in bench/src/pace.
--
-- p_wait: null where the provider names none. p_per_second: the pace without a limit. p_refused: how many refusals are reported.
--
-- Callers: packages/shared/src/channels/channel-control.ts
-- Locks:   channel
-- Writes:  channels: slow_until, slow_since, slowed_at, slowed_to, sent_at_pace, refused_at_pace
-- Returns: whether the channel sends less or stops now
create or replace function slow_channel(
  p_channel text, p_wait interval, p_per_second double precision, p_refused integer default 1, p_now timestamptz default clock_timestamp()
) returns boolean language plpgsql as $$
declare
  c_interval constant interval := '1 second'; -- between two cuts, and the longest that a provider counts together
  c_sample constant integer := 100; -- messages that are judged together
  c_few constant integer := 5; -- of them, refused: tolerated
  c_many constant double precision := 0.2; -- the share that stops sending, from three refusals on
  c_reduced constant double precision := 1 / 3.0; -- a half would be refused twice as often until the pace is found
  c_margin constant double precision := 0.85; -- of what the provider took
  v_channel channels;
  v_may_cut boolean;
  v_pace double precision;
  v_share double precision;
begin
  select * into strict v_channel from channels c where c.channel = p_channel for no key update;
  v_may_cut := v_channel.slowed_at is null or v_channel.slowed_at < p_now - c_interval;
  v_pace := least(p_per_second, coalesce(grown_pace(v_channel.slowed_to, v_channel.slowed_at, p_now), p_per_second));

  if p_wait is not null then
    if not v_may_cut and v_channel.slow_until >= p_now + p_wait then
      return true;
    end if;
    update channels c set
      slow_until = greatest(c.slow_until, p_now + p_wait), slow_since = p_now,
      slowed_at = p_now + p_wait,
      slowed_to = case when v_may_cut then greatest(v_pace / 2, least(1, p_per_second)) else c.slowed_to end,
      sent_at_pace = 0, refused_at_pace = 0
    where c.channel = p_channel;
    return true;
  end if;

  if v_channel.slow_until > p_now then -- sent before it stopped
    return true;
  end if;
  if v_channel.sent_at_pace > c_sample then -- a refusal that begins a sample would weigh too much in it
    update channels c set sent_at_pace = 0, refused_at_pace = 0 where c.channel = p_channel;
    return false;
  end if;
  v_channel.refused_at_pace := v_channel.refused_at_pace + p_refused;
  v_share := v_channel.refused_at_pace / greatest(v_channel.sent_at_pace, v_channel.refused_at_pace)::double precision;

  if v_may_cut and v_channel.refused_at_pace >= 3 and v_share >= c_many then
    update channels c set
      slow_until = p_now + c_interval, slow_since = p_now, slowed_at = p_now,
      slowed_to = greatest(v_pace * c_reduced, least(1, p_per_second)), sent_at_pace = 0, refused_at_pace = 0
    where c.channel = p_channel;
    return true;
  elsif v_may_cut and v_channel.refused_at_pace >= c_few and v_share * c_sample > c_few then
    update channels c set
      slowed_at = p_now, slowed_to = greatest(v_pace * (1 - v_share) * c_margin, least(1, p_per_second)),
      sent_at_pace = 0, refused_at_pace = 0
    where c.channel = p_channel;
    return true;
  end if;
  update channels c set sent_at_pace = v_channel.sent_at_pace, refused_at_pace = v_channel.refused_at_pace
  where c.channel = p_channel;
  return false;
end $$;
