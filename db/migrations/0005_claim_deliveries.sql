-- Takes what may start sending now, in order of rank, and leases it.
--
-- One round trip, several statements, and the order matters: the channel's row is locked first, the candidates are locked next,
-- and only a later statement looks whether they may go. A look in the statement that waited for a lock would be older than the wait.
--
-- Rows come back in the order to send; the last row has no delivery_id and says when to look again (null: when woken).
create function claim_deliveries(
  p_channel text,
  p_limit integer,
  p_lease interval,
  p_margin interval, -- what the time-outs of one attempt may take: nearer than that to expires_at nothing starts
  p_per_second double precision
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
  look_again_in_ms double precision
) language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
#variable_conflict use_column
declare
  c_pace_burst constant interval := '50 milliseconds';
  c_lets_others_pass constant interval := '1 minute';
  c_most_looked_at constant integer := 2000; -- bounds how long one claim holds the channel's row
  v_channel channels;
  v_now timestamptz;
  v_paced_until timestamptz;
  v_budget integer;
  v_taken integer := 0;
  v_looked_at integer := 0;
  v_candidates uuid[];
  v_take uuid[];
  v_leave uuid[];
  v_verdicts text[];
begin
  select * into strict v_channel from channels c where c.channel = p_channel for no key update;
  v_now := clock_timestamp();

  if v_channel.paused_at is not null then
    return query select null::uuid, null::int, null::int, null::text, null::text, null::jsonb, null::uuid, null::boolean,
      null::timestamptz, null::double precision;
    return;
  end if;

  -- A clock that was set back must not leave a debt of hours.
  v_paced_until := least(v_channel.paced_until, v_now + c_pace_burst + make_interval(secs => 1 / p_per_second));
  v_budget := least(p_limit, floor(extract(epoch from v_now + c_pace_burst - greatest(v_paced_until, v_now)) * p_per_second)::int);
  if v_budget < 1 and v_paced_until <= v_now and p_limit > 0 then
    v_budget := 1;
  end if;

  update deliveries d set next_attempt_at = null
  from (
    select w.id from deliveries w
    where w.channel = p_channel and w.state = 'pending' and w.next_attempt_at <= v_now
    order by w.next_attempt_at limit c_most_looked_at
    for no key update skip locked
  ) due
  where d.id = due.id;

  while v_taken < v_budget and v_looked_at < c_most_looked_at loop
    select array_agg(ready.id order by ready.rank, ready.seq) into v_candidates
    from (
      select d.id, d.rank, d.seq from deliveries d
      where d.channel = p_channel and d.state = 'pending' and d.next_attempt_at is null and not d.waits_turn
      order by d.rank, d.seq limit v_budget - v_taken
      for no key update skip locked
    ) ready;
    exit when v_candidates is null;
    v_looked_at := v_looked_at + cardinality(v_candidates);

    select
      array_agg(looked.id order by looked.place) filter (where looked.verdict = 'take'),
      array_agg(looked.id order by looked.place) filter (where looked.verdict <> 'take'),
      array_agg(looked.verdict order by looked.place) filter (where looked.verdict <> 'take')
    into v_take, v_leave, v_verdicts
    from (
      select d.id, candidate.place, case
        when d.expires_at <= v_now + p_margin then 'expired'
        when exists (
          select from registrations r where r.id = d.registration_id and r.status <> 'active'
        ) then 'cancelled:erased'
        when exists (
          select from outbox_duty_assignments e join duty_assignments a on a.id = e.duty_assignment_id
          where e.outbox_id = d.outbox_id and (a.status <> 'assigned' or a.version <> e.version)
        ) then 'cancelled:duty_changed'
        when exists (
          select from recipients r where r.channel = d.channel and r.address = d.recipient and r.suppressed_at is not null
        ) then 'cancelled:suppressed'
        when d.channel = 'whatsapp' and exists (
          select from templates t where t.name = d.template and t.state = 'held'
        ) then 'held:template'
        when exists (
          select from deliveries o where o.channel = d.channel and o.recipient = d.recipient and o.state = 'sending'
        ) then 'wait'
        when exists (
          select from deliveries o
          where o.channel = d.channel and o.recipient = d.recipient and o.state = 'pending' and o.seq < d.seq
            and (o.next_attempt_at is null or o.next_attempt_at <= v_now + c_lets_others_pass)
        ) then 'wait'
        else 'take'
      end as verdict
      from unnest(v_candidates) with ordinality candidate(id, place)
      cross join lateral (select * from deliveries where deliveries.id = candidate.id) d
    ) looked;

    if v_leave is not null then
      perform leave_ready(v_leave, v_verdicts, v_now);
    end if;

    if v_take is not null then
      v_taken := v_taken + cardinality(v_take);
      return query
      with taken as (
        update deliveries d set
          state = 'sending', attempts = d.attempts + 1, sending_at = v_now, lease_expires_at = v_now + p_lease,
          possible_duplicate = d.possible_duplicate or d.attempts > 0 and exists (
            select from attempts e
            where e.delivery_id = d.id
              and (coalesce(e.outcome, 'in_doubt') = any (array['accepted', 'in_doubt']) or e.http_status >= 500)
          )
        from unnest(v_take) with ordinality t(id, place)
        where d.id = t.id
        returning d.*, t.place
      ), started as (
        insert into attempts (delivery_id, number, started_at) select t.id, t.attempts, v_now from taken t
      )
      select t.id, t.attempts, t.spent, t.recipient, t.template, o.payload, t.registration_id, t.possible_duplicate,
        t.expires_at, null::double precision
      from taken t cross join lateral (select outbox.payload from outbox where outbox.id = t.outbox_id) o
      order by t.place;
    end if;
  end loop;

  if v_taken > 0 then
    v_paced_until := greatest(v_paced_until, v_now) + make_interval(secs => v_taken / p_per_second);
    update channels c set paced_until = v_paced_until where c.channel = p_channel;
  end if;

  return query select null::uuid, null::int, null::int, null::text, null::text, null::jsonb, null::uuid, null::boolean,
    null::timestamptz,
    case
      when v_looked_at >= c_most_looked_at then 0
      when v_taken >= v_budget and v_budget < p_limit
        then greatest(0, extract(epoch from v_paced_until - v_now) * 1000)::double precision
      when v_taken < v_budget then (
        select extract(epoch from w.next_attempt_at - v_now) * 1000 from deliveries w
        where w.channel = p_channel and w.state = 'pending' and w.next_attempt_at is not null
        order by w.next_attempt_at limit 1
      )::double precision
    end;
end $$;

-- What a claim found unable to go leaves the ready index, so that no later claim meets it there.
create function leave_ready(p_ids uuid[], p_verdicts text[], p_now timestamptz) returns void language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
begin
  update deliveries d set
    state = case when l.verdict = 'wait' then d.state else split_part(l.verdict, ':', 1) end,
    reason = case when l.verdict = 'wait' then d.reason else nullif(split_part(l.verdict, ':', 2), '') end,
    waits_turn = l.verdict = 'wait',
    expired_at = case when l.verdict = 'expired' then p_now else d.expired_at end,
    held_at = case when l.verdict like 'held:%' then p_now else d.held_at end,
    cancelled_at = case when l.verdict like 'cancelled:%' then p_now else d.cancelled_at end,
    withdrawn = d.withdrawn or l.verdict like 'cancelled:%'
  from unnest(p_ids, p_verdicts) l(id, verdict)
  where d.id = l.id;

  -- Whoever is waited for goes as early as those behind it deserve, else a reminder would wait behind a queue of confirmations.
  update deliveries head set rank = least(head.rank, waiting.rank)
  from (
    select h.id, min(d.rank) as rank
    from unnest(p_ids, p_verdicts) l(id, verdict)
    cross join lateral (select * from deliveries where deliveries.id = l.id) d
    cross join lateral (
      select o.id from deliveries o
      where o.channel = d.channel and o.recipient = d.recipient and o.state = 'pending' and o.seq < d.seq
      order by o.seq limit 1
      for no key update skip locked
    ) h
    where l.verdict = 'wait'
    group by h.id
  ) waiting
  where head.id = waiting.id and head.rank > waiting.rank;

  perform let_next_go(array(select l.id from unnest(p_ids, p_verdicts) l(id, verdict) where l.verdict <> 'wait'));
end $$;
