-- Computes how many messages a channel may send now, from its pause, its trial and its pace (GCRA with a burst of 50 ms).
--
-- p_limit: what the caller can send. p_per_second: the highest rate over all notifiers. p_lease: how long a trial message may take.
--
-- Callers: claim_deliveries, which holds the channel
-- Locks:   none
-- Writes:  nothing
-- Returns: one row. wait: nothing may be sent until then; null while paused, or where something may be sent
create or replace function channel_pace(
  p_channel channels, p_limit integer, p_per_second double precision, p_lease interval, p_now timestamptz,
  out state text, out wait interval, out budget integer, out rate double precision, out paced_until timestamptz
) language plpgsql immutable as $$
declare
  c_burst constant interval := '50 milliseconds';
begin
  budget := 0;
  state := case when p_channel.paused_at is not null then 'paused'
    -- Guard against clock steps: ignore a slow_until more than 25 h ahead; no provider asks for more than a day.
    when p_channel.slow_until between p_now and p_now + interval '25 hours' then 'slow'
    when p_channel.is_trial then 'trial'
    else 'running' end;
  if state = 'paused' then
    return;
  elsif state = 'slow' then
    wait := p_channel.slow_until - p_now;
    return;
  elsif state = 'trial' and p_channel.trial_until between p_now and p_now + p_lease then
    wait := p_channel.trial_until - p_now;
    return;
  end if;

  rate := p_per_second;
  if p_channel.slowed_to is not null then
    rate := least(rate, grown_pace(p_channel.slowed_to, p_channel.slowed_at, p_now));
  end if;
  -- The same guard for the pace.
  paced_until := least(p_channel.paced_until, p_now + c_burst + make_interval(secs => 1 / rate));
  budget := least(p_limit, floor(extract(epoch from p_now + c_burst - greatest(paced_until, p_now)) * rate)::integer);
  if budget < 1 and paced_until <= p_now then
    budget := 1;
  end if;
  if state = 'trial' then
    budget := least(budget, 1);
  end if;
end $$;
