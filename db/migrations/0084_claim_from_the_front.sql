-- A claim begins where the one before stopped, finds sooner that there is no more, and does not wait on the disk for nothing; a record
-- settles the last doubt, and what it lets go follows a corrected address.

-- Takes what may start sending now, in order of rank, and leases it.
--
-- One round trip, several statements, and the order matters: the channel's row is locked first, the candidates are locked next,
-- and only a later statement looks whether they may go. A look in the statement that waited for a lock would be older than the wait.
--
-- Rows come back in the order to send; the last row has no delivery_id and says how the channel stands and when to look again
-- (null: when woken).
drop function claim_deliveries(text, integer, interval, interval, double precision, integer);
create function claim_deliveries(
  p_channel text,
  p_limit integer,
  p_lease interval,
  p_margin interval, -- what the time-outs of one attempt may take: nearer than that to expires_at nothing starts
  p_per_second double precision,
  p_daily_recipients integer default null, -- most people reached in 24 hours; null: no limit of ours
  p_front timestamptz default null -- where the claim before stopped: what ranks earlier is not looked at
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
  look_again_in_ms double precision
) language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_bitmapscan = off
  set plan_cache_mode = force_generic_plan set jit = off
as $$
#variable_conflict use_column
declare
  c_pace_burst constant interval := '50 milliseconds';
  c_lets_others_pass constant interval := '1 minute';
  c_pair_interval constant interval := '6 seconds'; -- Meta's pair rate …
  c_pair_burst constant interval := '264 seconds'; -- … and what its burst of 45 may borrow
  c_most_looked_at constant integer := 2000; -- bounds how long one claim holds the channel's row
  c_longest_step constant integer := 200;
  v_channel channels;
  v_now timestamptz;
  v_rate double precision := p_per_second;
  v_paced_until timestamptz;
  v_state text := 'running';
  v_fresh_left bigint;
  v_budget integer;
  v_taken integer := 0;
  v_looked_at integer := 0;
  v_step integer;
  v_candidates uuid[];
  v_take uuid[];
  v_leave uuid[];
  v_verdicts text[];
begin
  select * into strict v_channel from channels c where c.channel = p_channel for no key update;
  v_now := clock_timestamp();

  if v_channel.paused_at is not null then
    return query select * from last_claim_row('paused', null);
    return;
  end if;
  -- A clock that was set back must not leave a silence of hours: no provider asks for more than a day.
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
  -- Nor a debt of hours.
  v_paced_until := least(v_channel.paced_until, v_now + c_pace_burst + make_interval(secs => 1 / v_rate));
  v_budget := least(p_limit, floor(extract(epoch from v_now + c_pace_burst - greatest(v_paced_until, v_now)) * v_rate)::int);
  if v_budget < 1 and v_paced_until <= v_now then
    v_budget := 1;
  end if;
  if v_channel.is_trial then
    v_budget := least(v_budget, 1);
  end if;
  if exists (select from deliveries w where w.channel = p_channel and w.state = 'pending' and w.next_attempt_at <= v_now) then
    update deliveries d set next_attempt_at = null, waits_turn = false
    from (
      select w.id from deliveries w
      where w.channel = p_channel and w.state = 'pending' and w.next_attempt_at <= v_now
      order by w.next_attempt_at limit c_most_looked_at
      for no key update skip locked
    ) due
    where d.id = due.id;
  end if;

  v_step := v_budget;
  while v_taken < v_budget and v_looked_at < c_most_looked_at loop
    if p_daily_recipients is not null then
      v_fresh_left := greatest(0, p_daily_recipients - recipients_reached_in_a_day(p_channel, p_daily_recipients, v_now));
    end if;

    select array_agg(ready.id order by ready.rank, ready.seq) into v_candidates
    from (
      select d.id, d.rank, d.seq from deliveries d
      where d.channel = p_channel and d.state = 'pending' and d.next_attempt_at is null and not d.waits_turn
        and d.rank >= coalesce(p_front, '-infinity')
      order by d.rank, d.seq limit v_step
      for no key update skip locked
    ) ready;
    exit when v_candidates is null;
    v_looked_at := v_looked_at + cardinality(v_candidates);

    -- Materialized: merged into what reads it, each verdict would be worked out once for every place that names it.
    with judged as materialized (
      select d.id, candidate.place,
        coalesce(r.reached_at, '-infinity') < v_now - interval '24 hours' as is_fresh,
        case
          when d.expires_at <= v_now + p_margin then 'expired'
          -- Not "exists" here, for the template and for who is sending: Postgres may answer that by reading a whole index into a hash.
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
              and (o.next_attempt_at is null or o.next_attempt_at <= v_now + c_lets_others_pass)
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
    ), looked as materialized (
      select judged.id, judged.place, case
        when judged.verdict = 'take' and judged.is_fresh
          and v_fresh_left < count(*) filter (where judged.verdict = 'take' and judged.is_fresh) over (order by judged.place)
          then 'held:daily_recipients'
        else judged.verdict
      end as verdict
      from judged
    )
    select
      array_agg(looked.id order by looked.place) filter (where looked.verdict = 'take'),
      array_agg(looked.id order by looked.place) filter (where looked.verdict <> 'take'),
      array_agg(looked.verdict order by looked.place) filter (where looked.verdict <> 'take')
    into v_take, v_leave, v_verdicts
    from looked;

    if v_leave is not null then
      perform leave_ready(v_leave, v_verdicts, v_now);
    end if;

    -- Where none of these may go, many more are looked at next: a crowd of them must not hold up the channel.
    if v_take is null then
      v_step := greatest(v_step, least(v_step * 8, c_longest_step));
    else
      v_take := v_take[1:v_budget - v_taken];
      v_taken := v_taken + cardinality(v_take);
      return query
      with taken as (
        update deliveries d set
          state = 'sending', attempts = d.attempts + 1, sending_at = v_now, lease_expires_at = v_now + p_lease,
          -- Not "exists" either: what was begun before is looked up one by one.
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
      -- There were no more, and nobody was let go by one that left.
      exit when v_leave is null and cardinality(v_candidates) < v_step;
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

  -- Most claims find nothing, and nobody waits on the disk for that.
  if v_looked_at = 0 then
    perform set_config('synchronous_commit', 'off', true);
  end if;

  return query select * from last_claim_row(v_state, case
    when v_looked_at >= c_most_looked_at then 0
    when v_taken >= v_budget and v_budget < p_limit
      then greatest(0, extract(epoch from v_paced_until - v_now) * 1000)
    when v_taken < v_budget then (
      -- One that is due, and locked just now, is not spun upon.
      select greatest(20, extract(epoch from w.next_attempt_at - v_now) * 1000) from deliveries w
      where w.channel = p_channel and w.state = 'pending' and w.next_attempt_at is not null
      order by w.next_attempt_at limit 1
    )
  end);
end $$;

drop function last_claim_row(text, double precision);
create function last_claim_row(p_state text, p_look_again_in_ms double precision) returns table (
  delivery_id uuid, attempt integer, spent integer, recipient text, template text, payload jsonb, registration_id uuid,
  possible_duplicate boolean, expires_at timestamptz, is_trial boolean, rank timestamptz, channel_state text,
  look_again_in_ms double precision
) language sql immutable as $$
  select null::uuid, null::int, null::int, null::text, null::text, null::jsonb, null::uuid, null::boolean, null::timestamptz,
    null::boolean, null::timestamptz, p_state, p_look_again_in_ms
$$;

-- Writes down how attempts ended. Evidence (what is known of the attempt) is always written, however late; the schedule (state,
-- lease, next attempt) moves only for the delivery's latest attempt: a stale finisher moves nothing back.
--
-- p_results: [{delivery_id, attempt, outcome, http_status, code, text, trace_id, provider_message_id,
--              verdict: accepted | retry | retry_once | failed | held | in_doubt, reason, delay_ms, spends}]
create or replace function record_attempts(p_results jsonb, p_max_attempts integer, p_window interval) returns void language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_bitmapscan = off
  set plan_cache_mode = force_generic_plan set jit = off
as $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_ids uuid[];
  v_waiting uuid[];
begin
  -- In the order of ids, as everyone who locks several deliveries does.
  select array_agg(locked.id) into v_ids
  from (select r.delivery_id from jsonb_to_recordset(p_results) r(delivery_id uuid) order by r.delivery_id) r
  cross join lateral (select d.id from deliveries d where d.id = r.delivery_id for no key update) locked;

  update attempts a set
    finished_at = coalesce(a.finished_at, v_now),
    outcome = case when a.outcome = 'accepted' then a.outcome else r.outcome end,
    http_status = coalesce(r.http_status, a.http_status),
    provider_code = coalesce(r.code, a.provider_code),
    provider_text = coalesce(r.text, a.provider_text),
    trace_id = coalesce(r.trace_id, a.trace_id),
    provider_message_id = coalesce(a.provider_message_id, r.provider_message_id)
  from jsonb_to_recordset(p_results) r(delivery_id uuid, attempt integer, outcome text, http_status integer, code text, text text,
    trace_id text, provider_message_id text)
  where a.delivery_id = r.delivery_id and a.number = r.attempt;

  -- Materialized: merged into what reads it, each step would be worked out once for every place that names it.
  with known as materialized (
    select r.*, c.state as state_before, c.reason as reason_before, c.withdrawn, c.expires_at, told.*,
      c.attempts = r.attempt and c.state in ('sending', 'in_doubt')
        -- It says of the last doubt that it was none.
        or c.state = 'in_doubt' and not told.may_have_arrived as scheduled,
      -- An attempt in doubt was counted when it came to be in doubt.
      case when c.state = 'in_doubt' then greatest(0, c.spent - 1) else c.spent end as spent_before
    from jsonb_to_recordset(p_results) r(delivery_id uuid, attempt integer, code text, text text, provider_message_id text,
      verdict text, reason text, delay_ms double precision, spends integer)
    cross join lateral (select * from deliveries where deliveries.id = r.delivery_id) c
    cross join lateral (
      select
        -- An earlier attempt: 2 surely arrived, 1 may have.
        coalesce(max(case e.outcome when 'accepted' then 2 when 'in_doubt' then 1 else 0 end)
          filter (where e.number < r.attempt and e.failed_at is null), 0) as arrived,
        bool_or(e.sent_at is not null) filter (where e.failed_at is null) as was_sent,
        bool_or(e.failed_at is not null) filter (where e.number = r.attempt) as has_failed,
        coalesce(bool_or(e.failed_at is null and coalesce(e.outcome, 'in_doubt') in ('accepted', 'in_doubt')), false)
          as may_have_arrived,
        bool_or(e.finished_at < v_now and coalesce(e.sent_at, e.delivered_at, e.read_at) is null)
          filter (where e.number = r.attempt) as was_in_doubt
      from attempts e where e.delivery_id = r.delivery_id
    ) told
  ), decided as materialized (
    select known.*, case
      when known.verdict = 'accepted' then case
        when known.scheduled or known.state_before in ('pending', 'held', 'in_doubt', 'failed', 'expired', 'cancelled')
          then case when known.was_sent then 'sent' else 'accepted' end
        else known.state_before
      end
      when known.arrived = 2 then case when known.was_sent then 'sent' else 'accepted' end
      when known.verdict = 'in_doubt' then 'in_doubt'
      when known.withdrawn then 'cancelled'
      when known.verdict = 'held' then 'held'
      when known.verdict = 'retry' and known.spent_before + coalesce(known.spends, 0) < p_max_attempts
        or known.verdict = 'retry_once' and known.spent_before < p_max_attempts - 1 then case
        when v_now + coalesce(known.delay_ms, 0) * interval '1 millisecond' >= known.expires_at then 'expired'
        else 'pending'
      end
      -- Its callback still tells, so this is not known to have failed.
      when known.arrived = 1 then 'in_doubt'
      else 'failed'
    end as state
    from known
    where (known.scheduled or known.verdict = 'accepted')
      -- Its callback, which overtook the answer, has said already that what was accepted failed.
      and not (known.verdict = 'accepted' and coalesce(known.has_failed, false))
  ), moved as (
    update deliveries d set
      state = r.state,
      reason = case
        when r.state in ('accepted', 'sent', 'pending') then null
        when not r.scheduled then r.reason_before
        when r.state = 'in_doubt' then 'outcome_unknown'
        when r.state in ('expired', 'cancelled') and r.arrived > 0 then 'possibly_sent'
        when r.state = 'cancelled' then r.reason_before
        when r.state = 'failed' and r.verdict like 'retry%' then 'attempts_spent'
        else r.reason
      end,
      spent = case
        -- Counted when it came to be in doubt; now that it was taken, it counts only if it fails.
        when not r.scheduled and r.was_in_doubt and r.state_before not in ('accepted', 'sent', 'delivered', 'read')
          then greatest(0, d.spent - 1)
        when not r.scheduled then d.spent
        when r.verdict = 'retry_once' then greatest(r.spent_before + 1, p_max_attempts - 1)
        else r.spent_before + coalesce(r.spends, 0)
      end,
      next_attempt_at = case
        when r.state = 'pending' and r.delay_ms > 0 then v_now + r.delay_ms * interval '1 millisecond'
        when r.verdict = 'in_doubt' and r.state = 'in_doubt' then v_now + least(p_window, (d.expires_at - v_now) / 2)
      end,
      waits_turn = d.waits_turn and r.state = 'pending',
      lease_expires_at = case when r.state <> 'sending' then null else d.lease_expires_at end,
      provider_message_id = coalesce(r.provider_message_id, d.provider_message_id),
      last_error_code = coalesce(r.code, d.last_error_code),
      last_error_text = coalesce(r.text, d.last_error_text),
      in_doubt_at = case when r.state = 'in_doubt' then coalesce(d.in_doubt_at, v_now) else d.in_doubt_at end,
      held_at = case when r.state = 'held' then v_now else d.held_at end,
      accepted_at = case when r.verdict = 'accepted' then coalesce(d.accepted_at, v_now) else d.accepted_at end,
      failed_at = case when r.state = 'failed' then v_now else d.failed_at end,
      expired_at = case when r.state = 'expired' then v_now else d.expired_at end,
      cancelled_at = case when r.state = 'cancelled' then v_now else d.cancelled_at end
    from decided r
    where d.id = r.delivery_id
    returning d.id, d.state
  )
  select array_agg(moved.id) filter (where moved.state in ('pending', 'held')) into v_waiting from moved;

  perform let_next_go(v_ids);
  if v_waiting is not null then
    perform follow_addresses(v_waiting);
  end if;
end $$;

-- They came before, and now none has come for five minutes, although three messages or more were accepted that long ago.
-- In this order: while callbacks come, the last hour's messages are not looked at.
create or replace function callbacks_are_broken(p_now timestamptz) returns boolean language sql stable
  set enable_seqscan = off set jit = off
as $$
  select
    exists (select from webhook_inbox w where w.id >= first_id_of(p_now - interval '7 days'))
    and not exists (select from webhook_inbox w where w.id >= first_id_of(p_now - interval '5 minutes'))
    and (
      select count(*) from (
        select from deliveries d
        where d.id >= first_id_of(p_now - interval '1 hour') and d.channel = 'whatsapp' and d.state = 'accepted'
          and d.accepted_at between p_now - interval '1 hour' and p_now - interval '5 minutes'
        limit 3
      ) silent
    ) = 3
$$;
