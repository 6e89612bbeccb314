-- Takes deliveries of one channel for sending: only those that are still true and may be sent now. The others leave the ready
-- index (divert_deliveries).
--
-- p_margin: the longest time that one attempt may take; a delivery nearer to expires_at is not started.
-- p_per_second: the highest rate over all notifiers.
-- p_daily_recipients: the highest number of recipients in 24 hours; null: no limit.
-- p_from_rank: the rank at which the previous claim stopped; earlier ranks are skipped.
--
-- Callers: services/notifier/src/deliveries/claim-deliveries.ts
-- Locks:   channel → deliveries (candidates by rank, skip locked; then divert_deliveries) → recipients
-- Writes:  deliveries: pending → sending (take_deliveries), or held, expired, cancelled (divert_deliveries); channels: pace, trial,
--          unreserved_left
-- Raises:  lock_not_available after 50 ms of waiting for another lock than the channel; the caller claims again
-- Returns: one row: the state of the channel, when to claim again (null: when woken), the taken deliveries in the order of the claim
create or replace function claim_deliveries(
  p_channel text,
  p_limit integer,
  p_lease interval,
  p_margin interval,
  p_per_second double precision,
  p_daily_recipients integer default null,
  p_from_rank timestamptz default null
) returns table (channel_state text, next_claim_in_ms double precision, deliveries json) language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_bitmapscan = off
  set plan_cache_mode = force_generic_plan set jit = off
as $$
#variable_conflict use_column
declare
  c_max_examined constant integer := 2000; -- limits how long one claim holds the channel's row
  c_max_step constant integer := 200;
  v_channel channels;
  v_pace record;
  v_now timestamptz;
  v_claimed json[] := '{}';
  v_examined integer := 0;
  v_step integer;
  v_next_due timestamptz;
  v_candidates uuid[];
  v_taken record;
begin
  select * into strict v_channel from channels c where c.channel = p_channel for no key update;
  -- The other notifiers wait for the channel: this one begins again rather than wait long for another lock.
  perform set_config('lock_timeout', '50ms', true);
  v_now := clock_timestamp();
  v_pace := channel_pace(v_channel, p_limit, p_per_second, p_lease, v_now);
  if v_pace.rate is null then -- nothing may be sent
    channel_state := v_pace.state;
    next_claim_in_ms := extract(epoch from v_pace.wait) * 1000;
    deliveries := '[]';
    return next;
    return;
  end if;

  v_next_due := ready_due(p_channel, v_now, c_max_examined);

  v_step := v_pace.budget;
  while cardinality(v_claimed) < v_pace.budget and v_examined < c_max_examined loop
    v_candidates := array(
      select d.id from deliveries d
      where d.channel = p_channel and d.queue_state = 'pending' and d.next_attempt_at is null and not d.blocked_by_earlier
        and d.rank >= coalesce(p_from_rank, '-infinity')
      order by d.rank, d.seq limit v_step
      for no key update skip locked
    );
    exit when cardinality(v_candidates) = 0;
    v_examined := v_examined + cardinality(v_candidates);

    -- In a later statement than the lock: its snapshot sees what was committed while the lock was waited for.
    v_taken := take_deliveries(v_candidates, v_pace.budget - cardinality(v_claimed), p_margin, p_daily_recipients,
      v_channel.unreserved_left, v_now, p_lease, v_channel.is_trial);
    v_channel.unreserved_left := v_channel.unreserved_left - v_taken.unreserved_taken;
    v_claimed := v_claimed || v_taken.claimed;
    if v_taken.diverted is not null then
      perform divert_deliveries(v_taken.diverted, v_taken.verdicts, v_now);
      v_next_due := least(v_next_due, (select min(v.not_before) from unnest(v_taken.verdicts) v));
    end if;

    if cardinality(v_taken.claimed) = 0 then
      -- Where none can be sent, the next step examines more, so that many such deliveries do not block the channel.
      v_step := greatest(v_step, least(v_step * 8, c_max_step));
    else
      -- No candidates are left, and none was unblocked by a diverted one.
      exit when v_taken.diverted is null and cardinality(v_candidates) < v_step;
    end if;
  end loop;

  if cardinality(v_claimed) > 0 then
    v_pace.paced_until := greatest(v_pace.paced_until, v_now) + make_interval(secs => cardinality(v_claimed) / v_pace.rate);
    update channels c set
      paced_until = v_pace.paced_until,
      sent_at_pace = c.sent_at_pace + cardinality(v_claimed),
      unreserved_left = v_channel.unreserved_left,
      trial_until = case when c.is_trial then v_now + p_lease end
    where c.channel = p_channel;
  elsif v_pace.paced_until < v_channel.paced_until then
    update channels c set paced_until = v_pace.paced_until where c.channel = p_channel;
  end if;

  -- Most claims find nothing; they need not wait for the disk.
  if v_examined = 0 then
    perform set_config('synchronous_commit', 'off', true);
  end if;

  channel_state := v_pace.state;
  next_claim_in_ms := case
    when v_examined >= c_max_examined then 0
    when cardinality(v_claimed) >= v_pace.budget and v_pace.budget < p_limit
      then greatest(0, extract(epoch from v_pace.paced_until - v_now) * 1000)
    -- At least 20 ms, else a due delivery that is locked now would cause a busy loop.
    when cardinality(v_claimed) < v_pace.budget and v_next_due is not null
      then greatest(20, extract(epoch from v_next_due - v_now) * 1000)
  end;
  deliveries := array_to_json(v_claimed);
  return next;
end $$;
