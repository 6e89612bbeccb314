-- Takes deliveries of one channel for sending. The lease and the attempt are committed before a byte leaves.
-- Takes only deliveries that are still true and may be sent now; the others leave the ready index (park_unsendable).
--
-- p_margin: the longest time that one attempt may take; a delivery nearer to expires_at is not started.
-- p_per_second: the highest rate over all notifiers.
-- p_daily_recipients: the highest number of recipients in 24 hours; null: no limit.
-- p_from_rank: the rank at which the previous claim stopped; earlier ranks are skipped.
--
-- Callers: services/notifier/src/deliveries/claim-deliveries.ts
-- Locks:   channel → deliveries (candidates by rank, skip locked; then park_unsendable) → recipients
-- Writes:  deliveries: pending → sending (lease, attempts + 1), or held, expired, cancelled; attempts: insert; recipients:
--          reached_at, spaced_until; channels: pace, trial
-- Returns: one row per taken delivery in the order of the claim, then one row with only channel_state and next_claim_in_ms
create or replace function claim_deliveries(
  p_channel text,
  p_limit integer,
  p_lease interval,
  p_margin interval,
  p_per_second double precision,
  p_daily_recipients integer default null,
  p_from_rank timestamptz default null
) returns table (
  delivery_id uuid,
  attempt integer,
  spent integer,
  recipient text,
  template text,
  payload jsonb,
  registration_id uuid,
  possible_duplicate boolean,
  expires_at timestamptz,
  is_trial boolean,
  rank timestamptz,
  channel_state text,
  next_claim_in_ms double precision
) language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_bitmapscan = off
  set plan_cache_mode = force_generic_plan set jit = off
as $$
#variable_conflict use_column
declare
  c_pace_burst constant interval := '50 milliseconds';
  c_max_wait_for_earlier constant interval := '1 minute';
  c_pair_interval constant interval := '6 seconds'; -- Meta's pair rate
  c_pair_burst constant interval := '264 seconds'; -- a burst of 45 messages
  c_max_examined constant integer := 2000; -- limits how long one claim holds the channel's row
  c_max_step constant integer := 200;
  v_channel channels;
  v_now timestamptz;
  v_rate double precision := p_per_second;
  v_paced_until timestamptz;
  v_state text := 'running';
  v_fresh_left bigint;
  v_budget integer;
  v_taken integer := 0;
  v_examined integer := 0;
  v_step integer;
  v_candidates uuid[];
  v_take uuid[];
  v_park uuid[];
  v_verdicts text[];
begin
  select * into strict v_channel from channels c where c.channel = p_channel for no key update;
  v_now := clock_timestamp();

  if v_channel.paused_at is not null then
    return query select * from last_claim_row('paused', null);
    return;
  end if;
  -- Guard against clock steps: ignore a slow_until more than 25 h ahead; no provider asks for more than a day.
  if v_channel.slow_until between v_now and v_now + interval '25 hours' then
    return query select * from last_claim_row('slow', extract(epoch from v_channel.slow_until - v_now) * 1000);
    return;
  end if;
  if v_channel.is_trial then
    v_state := 'trial';
    if v_channel.trial_until between v_now and v_now + p_lease then
      return query select * from last_claim_row('trial', extract(epoch from v_channel.trial_until - v_now) * 1000);
      return;
    end if;
  end if;

  if v_channel.slowed_to is not null then
    v_rate := least(p_per_second,
      v_channel.slowed_to * 2 ^ least(20, greatest(0, extract(epoch from v_now - v_channel.slowed_at) / 60))::double precision);
  end if;
  -- The same guard for the pace.
  v_paced_until := least(v_channel.paced_until, v_now + c_pace_burst + make_interval(secs => 1 / v_rate));
  v_budget := least(p_limit, floor(extract(epoch from v_now + c_pace_burst - greatest(v_paced_until, v_now)) * v_rate)::int);
  if v_budget < 1 and v_paced_until <= v_now then
    v_budget := 1;
  end if;
  if v_channel.is_trial then
    v_budget := least(v_budget, 1);
  end if;
  if exists (select from deliveries w where w.channel = p_channel and w.state = 'pending' and w.next_attempt_at <= v_now) then
    update deliveries d set next_attempt_at = null, blocked_by_earlier = false
    from (
      select w.id from deliveries w
      where w.channel = p_channel and w.state = 'pending' and w.next_attempt_at <= v_now
      order by w.next_attempt_at limit c_max_examined
      for no key update skip locked
    ) due
    where d.id = due.id;
  end if;

  v_step := v_budget;
  while v_taken < v_budget and v_examined < c_max_examined loop
    if p_daily_recipients is not null then
      v_fresh_left := greatest(0, p_daily_recipients - recipients_reached_in_a_day(p_channel, p_daily_recipients, v_now));
    end if;

    select array_agg(ready.id order by ready.rank, ready.seq) into v_candidates
    from (
      select d.id, d.rank, d.seq from deliveries d
      where d.channel = p_channel and d.state = 'pending' and d.next_attempt_at is null and not d.blocked_by_earlier
        and d.rank >= coalesce(p_from_rank, '-infinity')
      order by d.rank, d.seq limit v_step
      for no key update skip locked
    ) ready;
    exit when v_candidates is null;
    v_examined := v_examined + cardinality(v_candidates);

    -- Materialized: inlined, each verdict would be computed once for every reference.
    with judged as materialized (
      select d.id, candidate.place,
        coalesce(r.reached_at, '-infinity') < v_now - interval '24 hours' as is_fresh,
        case
          when d.expires_at <= v_now + p_margin then 'expired'
          -- No "exists" here and for the template and the sending delivery: Postgres may read a whole index into a hash for it.
          when (select p.status <> 'active' from registrations p where p.id = d.registration_id) then 'cancelled:erased'
          when exists (
            select from outbox_duty_assignments e join duty_assignments a on a.id = e.duty_assignment_id
            where e.outbox_id = d.outbox_id and (a.status <> 'assigned' or a.version <> e.version)
          ) then 'cancelled:duty_changed'
          when r.suppressed_at is not null then 'cancelled:suppressed'
          when d.channel = 'whatsapp' and (select t.state = 'held' from templates t where t.name = d.template)
            then 'held:template'
          when (
            select true from deliveries o where o.channel = d.channel and o.recipient = d.recipient and o.state = 'sending' limit 1
          ) then 'wait'
          when (
            select true from deliveries o
            where o.channel = d.channel and o.recipient = d.recipient and o.state = 'pending' and o.seq < d.seq
              and (o.next_attempt_at is null or o.next_attempt_at <= v_now + c_max_wait_for_earlier)
            limit 1
          ) then 'wait'
          when d.channel = 'whatsapp' and r.spaced_until > v_now + c_pair_burst
            then 'space:' || extract(epoch from r.spaced_until - c_pair_burst - v_now)
          else 'take'
        end as verdict
      from unnest(v_candidates) with ordinality candidate(id, place)
      cross join lateral (select * from deliveries where deliveries.id = candidate.id) d
      left join lateral (
        select * from recipients where recipients.channel = d.channel and recipients.address = d.recipient
      ) r on true
    ), limited as materialized (
      select judged.id, judged.place, case
        when judged.verdict = 'take' and judged.is_fresh
          and v_fresh_left < count(*) filter (where judged.verdict = 'take' and judged.is_fresh) over (order by judged.place)
          then 'held:daily_recipients'
        else judged.verdict
      end as verdict
      from judged
    )
    select
      array_agg(limited.id order by limited.place) filter (where limited.verdict = 'take'),
      array_agg(limited.id order by limited.place) filter (where limited.verdict <> 'take'),
      array_agg(limited.verdict order by limited.place) filter (where limited.verdict <> 'take')
    into v_take, v_park, v_verdicts
    from limited;

    if v_park is not null then
      perform park_unsendable(v_park, v_verdicts, v_now);
    end if;

    -- Where none can be sent, the next step examines more, so that many such deliveries do not block the channel.
    if v_take is null then
      v_step := greatest(v_step, least(v_step * 8, c_max_step));
    else
      v_take := v_take[1:v_budget - v_taken];
      v_taken := v_taken + cardinality(v_take);
      return query
      with taken as (
        update deliveries d set
          state = 'sending', attempts = d.attempts + 1, sending_at = v_now, lease_expires_at = v_now + p_lease,
          -- No "exists" here either: the attempts are read one by one.
          possible_duplicate = d.possible_duplicate or d.attempts > 0 and (
            select coalesce(bool_or(coalesce(e.outcome, 'in_doubt') = any (array['accepted', 'in_doubt']) or e.http_status >= 500), false)
            from attempts e where e.delivery_id = d.id and e.failed_at is null
          )
        from unnest(v_take) with ordinality t(id, place)
        where d.id = t.id
        returning d.*, t.place
      ), started as (
        insert into attempts (delivery_id, number, started_at) select t.id, t.attempts, v_now from taken t
      ), reached as (
        insert into recipients as known (channel, address, spaced_until, reached_at)
        select t.channel, t.recipient, v_now + c_pair_interval, v_now from taken t where t.channel = 'whatsapp'
        on conflict (channel, address) do update set
          spaced_until = greatest(known.spaced_until, v_now) + c_pair_interval, reached_at = v_now
      )
      select t.id, t.attempts, t.spent, t.recipient, t.template, o.payload, t.registration_id, t.possible_duplicate,
        t.expires_at, v_channel.is_trial, t.rank, null::text, null::double precision
      from taken t cross join lateral (select outbox.payload from outbox where outbox.id = t.outbox_id) o
      order by t.place;
      -- No candidates are left, and none was unblocked by a parked one.
      exit when v_park is null and cardinality(v_candidates) < v_step;
    end if;
  end loop;

  if v_taken = 0 and v_paced_until < v_channel.paced_until then
    update channels c set paced_until = v_paced_until where c.channel = p_channel;
  elsif v_taken > 0 then
    v_paced_until := greatest(v_paced_until, v_now) + make_interval(secs => v_taken / v_rate);
    update channels c set
      paced_until = v_paced_until,
      trial_until = case when c.is_trial then v_now + p_lease end
    where c.channel = p_channel;
  end if;

  -- Most claims find nothing; they need not wait for the disk.
  if v_examined = 0 then
    perform set_config('synchronous_commit', 'off', true);
  end if;

  return query select * from last_claim_row(v_state, case
    when v_examined >= c_max_examined then 0
    when v_taken >= v_budget and v_budget < p_limit
      then greatest(0, extract(epoch from v_paced_until - v_now) * 1000)
    when v_taken < v_budget then (
      -- At least 20 ms, else a due delivery that is locked now would cause a busy loop.
      select greatest(20, extract(epoch from w.next_attempt_at - v_now) * 1000) from deliveries w
      where w.channel = p_channel and w.state = 'pending' and w.next_attempt_at is not null
      order by w.next_attempt_at limit 1
    )
  end);
end $$;
