-- Written by `pnpm db:dump` from db/migrations; never edited.

CREATE FUNCTION public.apply_callbacks(p_items jsonb, p_max_attempts integer) RETURNS SETOF integer
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_matched jsonb;
  v_changed uuid[];
begin
  select coalesce(jsonb_agg(jsonb_build_object('item', i.item, 'delivery_id', a.delivery_id, 'number', a.number)), '[]')
  into v_matched
  from jsonb_to_recordset(p_items) i(item integer, delivery_id uuid, attempt integer, provider_message_id text)
  cross join lateral (
    select named.delivery_id, named.number from attempts named
    where named.delivery_id = i.delivery_id and named.number = i.attempt
    union
    select known.delivery_id, known.number from attempts known
    where known.provider_message_id = i.provider_message_id and i.delivery_id is null
  ) a;

  perform from (
    select distinct m.delivery_id from jsonb_to_recordset(v_matched) m(delivery_id uuid) order by 1
  ) m
  cross join lateral (select d.id from deliveries d where d.id = m.delivery_id for no key update) locked;

  -- Only now, with the deliveries locked, is it certain which failures are news: a callback may come twice, to two notifiers.
  select coalesce(jsonb_agg(jsonb_build_object('item', m.item, 'delivery_id', m.delivery_id, 'number', m.number,
    'is_news', a.failed_at is null)), '[]')
  into v_matched
  from jsonb_to_recordset(v_matched) m(item integer, delivery_id uuid, number integer)
  cross join lateral (
    select attempts.failed_at from attempts where attempts.delivery_id = m.delivery_id and attempts.number = m.number
  ) a;

  -- Whatever became of it, Meta had taken it: the doubt is settled, and its message id is known.
  update attempts a set
    outcome = 'accepted',
    finished_at = coalesce(a.finished_at, v_now),
    provider_message_id = coalesce(a.provider_message_id, i.provider_message_id),
    provider_code = coalesce(i.code, a.provider_code),
    provider_text = coalesce(i.text, a.provider_text),
    sent_at = least(a.sent_at, i.sent_at),
    delivered_at = least(a.delivered_at, i.delivered_at),
    read_at = least(a.read_at, i.read_at),
    failed_at = least(a.failed_at, i.failed_at)
  from jsonb_to_recordset(v_matched) m(item integer, delivery_id uuid, number integer)
  join jsonb_to_recordset(p_items) i(item integer, provider_message_id text, code text, text text,
    sent_at timestamptz, delivered_at timestamptz, read_at timestamptz, failed_at timestamptz) using (item)
  where a.delivery_id = m.delivery_id and a.number = m.number;

  -- The delivery shows the highest of its attempts, and has failed only when each that may have left has failed.
  with shown as (
    select d.id, d.state as old_state, best.*, i.verdict, i.reason as failed_reason, i.delay_ms, i.spends, i.code, i.text,
      m.number = d.attempts and m.is_news as decides
    from (
      select distinct on (m.delivery_id) m.*
      from jsonb_to_recordset(v_matched) m(item integer, delivery_id uuid, number integer, is_news boolean)
      order by m.delivery_id, m.number desc
    ) m
    join jsonb_to_recordset(p_items) i(item integer, code text, text text, verdict text, reason text,
      delay_ms double precision, spends integer) using (item)
    cross join lateral (select * from deliveries where deliveries.id = m.delivery_id) d
    cross join lateral (
      select
        case
          when bool_or(a.read_at is not null) then 'read'
          when bool_or(a.delivered_at is not null) then 'delivered'
          when bool_or(a.sent_at is not null and a.failed_at is null) then 'sent'
          when bool_or(a.outcome = 'accepted' and a.failed_at is null) then 'accepted'
          when bool_or(coalesce(a.outcome, 'in_doubt') = 'in_doubt') then 'in_doubt'
          else 'failed'
        end as shows,
        min(a.sent_at) as sent_at, min(a.delivered_at) as delivered_at, min(a.read_at) as read_at,
        max(a.failed_at) as failed_at,
        (array_agg(a.provider_message_id order by a.read_at nulls last, a.delivered_at nulls last, a.failed_at nulls first,
          a.number desc) filter (where a.provider_message_id is not null))[1] as provider_message_id
      from attempts a where a.delivery_id = d.id
    ) best
  ), moved as (
    update deliveries d set
      state = s.state,
      reason = case
        when s.state = 'failed' and f.verdict = 'retry' then 'attempts_spent'
        when s.state = any (array['failed', 'held']) then f.failed_reason
        when s.state = any (array['accepted', 'sent', 'delivered', 'read', 'pending']) then null
        else d.reason
      end,
      spent = d.spent + case when s.state <> f.old_state and f.shows = 'failed' then coalesce(f.spends, 0) else 0 end,
      next_attempt_at = case
        when s.state = 'pending' and f.old_state = 'pending' then d.next_attempt_at
        when s.state = 'pending' then v_now + coalesce(f.delay_ms, 0) * interval '1 millisecond'
        when s.state = 'in_doubt' then d.next_attempt_at
      end,
      waits_turn = d.waits_turn and s.state = 'pending',
      lease_expires_at = case when s.state = 'sending' then d.lease_expires_at end,
      provider_message_id = coalesce(f.provider_message_id, d.provider_message_id),
      last_error_code = coalesce(f.code, d.last_error_code),
      last_error_text = coalesce(f.text, d.last_error_text),
      accepted_at = coalesce(d.accepted_at, v_now),
      sent_at = coalesce(f.sent_at, d.sent_at),
      delivered_at = coalesce(f.delivered_at, d.delivered_at),
      read_at = coalesce(f.read_at, d.read_at),
      failed_at = case when s.state = 'failed' then coalesce(f.failed_at, v_now) else d.failed_at end,
      held_at = case when s.state = 'held' then v_now else d.held_at end,
      cancelled_at = case when s.state = 'cancelled' then coalesce(d.cancelled_at, v_now) else d.cancelled_at end,
      expired_at = case when s.state = 'expired' then coalesce(d.expired_at, v_now) else d.expired_at end
    from shown f
    cross join lateral (select * from deliveries where deliveries.id = f.id) c
    cross join lateral (
      select case
        when f.shows = any (array['read', 'delivered']) then f.shows
        when f.shows = any (array['sent', 'accepted']) then f.shows
        -- An attempt under way, or already decided on, is not disturbed by news of an older one.
        when f.shows = 'in_doubt' or not f.decides then c.state
        when c.withdrawn then 'cancelled'
        when f.verdict = 'held' then 'held'
        when f.verdict = 'retry' and c.spent + coalesce(f.spends, 0) < p_max_attempts then case
          when v_now + coalesce(f.delay_ms, 0) * interval '1 millisecond' >= c.expires_at then 'expired'
          else 'pending'
        end
        else 'failed'
      end as state
    ) s
    where d.id = f.id
    returning d.id
  )
  select array_agg(moved.id) into v_changed from moved;

  perform let_next_go(v_changed);

  return query
  select i.item from jsonb_to_recordset(p_items) i(item integer)
  where not exists (select from jsonb_to_recordset(v_matched) m(item integer) where m.item = i.item);
end $$;

CREATE FUNCTION public.claim_deliveries(p_channel text, p_limit integer, p_lease interval, p_margin interval, p_per_second double precision) RETURNS TABLE(delivery_id uuid, attempt integer, spent integer, recipient text, template text, payload jsonb, registration_id uuid, possible_duplicate boolean, expires_at timestamp with time zone, look_again_in_ms double precision)
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
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

CREATE FUNCTION public.leave_ready(p_ids uuid[], p_verdicts text[], p_now timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
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

CREATE FUNCTION public.let_next_go(finished uuid[]) RETURNS void
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
declare
  v_next uuid[];
begin
  select array_agg(locked.id) into v_next
  from (
    select distinct d.channel, d.recipient
    from unnest(finished) f(id) cross join lateral (select * from deliveries where deliveries.id = f.id) d
    order by 1, 2
  ) r
  cross join lateral (
    select d.id from deliveries d
    where d.channel = r.channel and d.recipient = r.recipient and d.state = 'pending' and d.next_attempt_at is null
    order by d.seq limit 1
    for no key update
  ) locked;

  if v_next is not null then
    update deliveries d set waits_turn = false
    from unnest(v_next) n(id)
    where d.id = n.id and d.waits_turn;
  end if;
end $$;

CREATE FUNCTION public.record_attempts(p_results jsonb, p_max_attempts integer, p_window interval) RETURNS void
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
declare
  v_now constant timestamptz := clock_timestamp();
begin
  -- In the order of ids, as everyone who locks several deliveries does.
  perform from (select r.delivery_id from jsonb_to_recordset(p_results) r(delivery_id uuid) order by r.delivery_id) r
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

  update deliveries d set
    state = s.state,
    reason = s.reason,
    spent = d.spent + case when s.scheduled then coalesce(r.spends, 0) else 0 end,
    next_attempt_at = case
      when s.state = 'pending' and r.delay_ms > 0 then v_now + r.delay_ms * interval '1 millisecond'
      when r.verdict = 'in_doubt' and s.state = 'in_doubt' then v_now + least(p_window, (d.expires_at - v_now) / 2)
    end,
    lease_expires_at = case when s.state <> 'sending' then null else d.lease_expires_at end,
    provider_message_id = coalesce(r.provider_message_id, d.provider_message_id),
    last_error_code = coalesce(r.code, d.last_error_code),
    last_error_text = coalesce(r.text, d.last_error_text),
    in_doubt_at = case when s.state = 'in_doubt' then coalesce(d.in_doubt_at, v_now) else d.in_doubt_at end,
    held_at = case when s.state = 'held' then v_now else d.held_at end,
    accepted_at = case when r.verdict = 'accepted' then coalesce(d.accepted_at, v_now) else d.accepted_at end,
    failed_at = case when s.state = 'failed' then v_now else d.failed_at end,
    expired_at = case when s.state = 'expired' then v_now else d.expired_at end,
    cancelled_at = case when s.state = 'cancelled' then v_now else d.cancelled_at end
  from jsonb_to_recordset(p_results) r(delivery_id uuid, attempt integer, code text, text text, provider_message_id text,
    verdict text, reason text, delay_ms double precision, spends integer)
  cross join lateral (
    select now_d.* from deliveries now_d where now_d.id = r.delivery_id
  ) c
  cross join lateral (
    select c.attempts = r.attempt and c.state = any (array['sending', 'in_doubt']) as scheduled
  ) guard
  cross join lateral (
    select guard.scheduled, schedule.*
    from (
      select case
        when r.verdict = 'accepted' then case
          when guard.scheduled or c.state = any (array['pending', 'held', 'in_doubt', 'failed', 'expired', 'cancelled'])
            then 'accepted'
          else c.state
        end
        when not guard.scheduled then c.state
        when r.verdict = 'in_doubt' then 'in_doubt'
        when c.withdrawn then 'cancelled'
        when r.verdict = 'held' then 'held'
        when r.verdict = 'retry' and c.spent + coalesce(r.spends, 0) < p_max_attempts then case
          when v_now + coalesce(r.delay_ms, 0) * interval '1 millisecond' >= c.expires_at then 'expired'
          else 'pending'
        end
        -- An earlier attempt may have arrived: its callback still tells, so this is not known to have failed.
        when exists (
          select from attempts e
          where e.delivery_id = c.id and e.number < r.attempt and e.outcome = any (array['accepted', 'in_doubt'])
            and e.failed_at is null
        ) then 'in_doubt'
        else 'failed'
      end as state
    ) decided
    cross join lateral (
      select decided.state, case
        when decided.state = any (array['accepted', 'pending']) then null
        when not guard.scheduled then c.reason
        when decided.state = 'in_doubt' then 'outcome_unknown'
        when decided.state = 'cancelled' then c.reason
        when decided.state = 'failed' and r.verdict = 'retry' then 'attempts_spent'
        else r.reason
      end as reason
    ) schedule
  ) s
  where d.id = r.delivery_id and (guard.scheduled or r.verdict = 'accepted');

  perform let_next_go(array(select r.delivery_id from jsonb_to_recordset(p_results) r(delivery_id uuid)));
end $$;

CREATE FUNCTION public.refuse_outbox_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  raise exception 'The outbox is never updated: publish a new event instead.'
    using errcode = 'restrict_violation', table = tg_table_name;
end $$;

CREATE FUNCTION public.settle_deliveries(p_channel text, p_window interval, p_policy text, p_max_attempts integer, p_limit integer DEFAULT 1000) RETURNS integer
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_settled uuid[];
  v_count integer := 0;
begin
  -- Whoever held the lease is gone or frozen: what it sent, nobody knows.
  with lost as (
    select l.id from deliveries l
    where l.channel = p_channel and l.state = 'sending' and l.lease_expires_at < v_now
    order by l.lease_expires_at limit p_limit
    for no key update skip locked
  ), moved as (
    update deliveries d set
      state = 'in_doubt', reason = 'lease_ran_out', in_doubt_at = v_now, spent = d.spent + 1,
      next_attempt_at = d.lease_expires_at + least(p_window, (d.expires_at - d.lease_expires_at) / 2),
      lease_expires_at = null
    from lost where d.id = lost.id
    returning d.id, d.attempts
  ), noted as (
    update attempts a set
      outcome = 'in_doubt', finished_at = v_now,
      provider_text = 'The notifier that sent this never said how it ended.'
    from moved where a.delivery_id = moved.id and a.number = moved.attempts and a.outcome is null
  )
  select array_agg(moved.id) into v_settled from moved;
  v_count := v_count + coalesce(cardinality(v_settled), 0);
  perform let_next_go(v_settled);

  -- The window is over and no callback came. One that is stored and not yet applied may still settle it.
  with decided as (
    select u.id from deliveries u
    where u.channel = p_channel and u.state = 'in_doubt' and u.next_attempt_at <= v_now
      and not exists (
        select from webhook_inbox w
        where p_channel = 'whatsapp' and w.applied_at is null and w.received_at <= u.next_attempt_at
      )
    order by u.next_attempt_at limit p_limit
    for no key update skip locked
  ), moved as (
    update deliveries d set
      state = s.state,
      reason = case s.state when 'cancelled' then 'possibly_sent' when 'expired' then 'possibly_sent' when 'held' then 'in_doubt' end,
      next_attempt_at = null,
      held_at = case when s.state = 'held' then v_now else d.held_at end,
      expired_at = case when s.state = 'expired' then v_now else d.expired_at end,
      cancelled_at = case when s.state = 'cancelled' then v_now else d.cancelled_at end
    from decided
    cross join lateral (select * from deliveries where deliveries.id = decided.id) c
    cross join lateral (
      select case
        when c.withdrawn then 'cancelled'
        when c.expires_at <= v_now then 'expired'
        when c.spent >= p_max_attempts then 'held'
        when coalesce((select t.in_doubt_policy from templates t where t.name = c.template), p_policy) = 'hold' then 'held'
        else 'pending'
      end as state
    ) s
    where d.id = decided.id
    returning d.id
  )
  select array_agg(moved.id) into v_settled from moved;
  v_count := v_count + coalesce(cardinality(v_settled), 0);

  with late as (
    select u.id from deliveries u
    where u.channel = p_channel and u.state in ('pending', 'held', 'in_doubt') and u.expires_at <= v_now
    order by u.expires_at limit p_limit
    for no key update skip locked
  ), moved as (
    update deliveries d set
      state = 'expired', expired_at = v_now, next_attempt_at = null, waits_turn = false,
      reason = case when d.state = 'in_doubt' or d.reason = 'in_doubt' then 'possibly_sent' else d.reason end
    from late where d.id = late.id
    returning d.id
  )
  select array_agg(moved.id) into v_settled from moved;
  v_count := v_count + coalesce(cardinality(v_settled), 0);
  perform let_next_go(v_settled);

  return v_count;
end $$;

CREATE TABLE public.attempts (
    delivery_id uuid NOT NULL,
    number integer NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    outcome text,
    http_status integer,
    provider_code text,
    provider_text text,
    trace_id text,
    provider_message_id text,
    sent_at timestamp with time zone,
    delivered_at timestamp with time zone,
    read_at timestamp with time zone,
    failed_at timestamp with time zone,
    CONSTRAINT attempts_outcome_known CHECK ((outcome = ANY (ARRAY['accepted'::text, 'refused'::text, 'unsent'::text, 'in_doubt'::text])))
)
WITH (fillfactor='70');

COMMENT ON TABLE public.attempts IS 'Every try: inserted by the claim before a byte leaves, completed once, credited with the callbacks that name it.';

CREATE TABLE public.channels (
    channel text NOT NULL,
    paced_until timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    paused_at timestamp with time zone,
    paused_by text,
    pause_reason text,
    probe_at timestamp with time zone,
    CONSTRAINT channels_channel_known CHECK ((channel = ANY (ARRAY['whatsapp'::text, 'email'::text])))
);

COMMENT ON TABLE public.channels IS 'What holds for a channel over all notifiers: its pause and cause, its pace. A claim locks its row first.';

COMMENT ON COLUMN public.channels.paced_until IS 'The pace is used up until then (GCRA''s theoretical arrival time).';

CREATE TABLE public.deliveries (
    id uuid NOT NULL,
    outbox_id uuid NOT NULL,
    seq bigint NOT NULL,
    registration_id uuid,
    channel text NOT NULL,
    template text NOT NULL,
    recipient text NOT NULL,
    state text DEFAULT 'pending'::text NOT NULL,
    reason text,
    attempts integer DEFAULT 0 NOT NULL,
    spent integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamp with time zone,
    waits_turn boolean DEFAULT false NOT NULL,
    rank timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    lease_expires_at timestamp with time zone,
    provider_message_id text,
    possible_duplicate boolean DEFAULT false NOT NULL,
    withdrawn boolean DEFAULT false NOT NULL,
    last_error_code text,
    last_error_text text,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    sending_at timestamp with time zone,
    in_doubt_at timestamp with time zone,
    held_at timestamp with time zone,
    accepted_at timestamp with time zone,
    sent_at timestamp with time zone,
    delivered_at timestamp with time zone,
    read_at timestamp with time zone,
    failed_at timestamp with time zone,
    expired_at timestamp with time zone,
    cancelled_at timestamp with time zone,
    CONSTRAINT deliveries_channel_known CHECK ((channel = ANY (ARRAY['whatsapp'::text, 'email'::text]))),
    CONSTRAINT deliveries_state_known CHECK ((state = ANY (ARRAY['pending'::text, 'sending'::text, 'accepted'::text, 'sent'::text, 'delivered'::text, 'read'::text, 'in_doubt'::text, 'held'::text, 'failed'::text, 'expired'::text, 'cancelled'::text])))
)
WITH (fillfactor='70', autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='1000', autovacuum_analyze_scale_factor='0', autovacuum_analyze_threshold='5000', autovacuum_vacuum_cost_delay='0');

COMMENT ON TABLE public.deliveries IS 'An outbox event on one channel to one address, and how far it has come.';

COMMENT ON COLUMN public.deliveries.seq IS 'The order within one recipient: by commit.';

COMMENT ON COLUMN public.deliveries.spent IS 'Attempts that count against MAX_ATTEMPTS; attempts counts them all.';

COMMENT ON COLUMN public.deliveries.next_attempt_at IS 'pending: not before then, null is at once. in_doubt: when the doubt is decided, null is by a person.';

COMMENT ON COLUMN public.deliveries.waits_turn IS 'An earlier delivery to the same recipient goes first; whoever finishes that one lets this one go.';

COMMENT ON COLUMN public.deliveries.rank IS 'Order between recipients: the earlier of expires_at and a day after the commit.';

ALTER TABLE public.deliveries ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.deliveries_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.duty_assignments (
    id uuid NOT NULL,
    registration_id uuid NOT NULL,
    duty_date date NOT NULL,
    duty_time text NOT NULL,
    status text DEFAULT 'assigned'::text NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    allotted_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    updated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT duty_assignments_duty_time_length CHECK ((char_length(duty_time) <= 60)),
    CONSTRAINT duty_assignments_status_known CHECK ((status = ANY (ARRAY['assigned'::text, 'cancelled'::text])))
);

COMMENT ON TABLE public.duty_assignments IS 'Who serves when. duty_time is a label such as "Fajar Azaan", not a clock time.';

COMMENT ON COLUMN public.duty_assignments.version IS 'Raised by every change; a message is true only for the version it was written for.';

COMMENT ON COLUMN public.duty_assignments.allotted_at IS 'When the present date and time were given: an allotment made after its reminder was due needs no reminder.';

CREATE TABLE public.outbox (
    id uuid NOT NULL,
    aggregatetype text NOT NULL,
    aggregateid text NOT NULL,
    type text NOT NULL,
    payload jsonb NOT NULL,
    dedupe_key text NOT NULL,
    traceparent text,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

COMMENT ON TABLE public.outbox IS 'What happened and must be told, frozen: inserted with the domain row, never updated. The first five columns are Debezium''s.';

CREATE TABLE public.outbox_duty_assignments (
    outbox_id uuid NOT NULL,
    duty_assignment_id uuid NOT NULL,
    version integer NOT NULL
);

COMMENT ON TABLE public.outbox_duty_assignments IS 'Which duties, in which version, an event speaks of: it is false as soon as one of them has changed.';

CREATE TABLE public.recipients (
    channel text NOT NULL,
    address text NOT NULL,
    suppressed_at timestamp with time zone,
    suppressed_by text,
    spaced_until timestamp with time zone,
    CONSTRAINT recipients_channel_known CHECK ((channel = ANY (ARRAY['whatsapp'::text, 'email'::text])))
);

COMMENT ON TABLE public.recipients IS 'What is known of an address, whoever is registered under it: suppressed and by what, spacing.';

CREATE TABLE public.registrations (
    id uuid NOT NULL,
    full_name text NOT NULL,
    name_key text NOT NULL,
    phone_number text NOT NULL,
    email text,
    whatsapp_opt_in boolean NOT NULL,
    language text NOT NULL,
    status text DEFAULT 'active'::text NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    updated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT registrations_full_name_length CHECK ((char_length(full_name) <= 200)),
    CONSTRAINT registrations_phone_number_e164 CHECK ((phone_number ~ '^\+[1-9][0-9]{6,14}$'::text)),
    CONSTRAINT registrations_status_known CHECK ((status = ANY (ARRAY['active'::text, 'erased'::text])))
);

COMMENT ON TABLE public.registrations IS 'Who signed up. A phone number may serve a family, so phone and name together make a person.';

COMMENT ON COLUMN public.registrations.name_key IS 'The full name, lower-cased by the application: the database''s own lower() depends on its locale.';

CREATE TABLE public.templates (
    name text NOT NULL,
    state text DEFAULT 'active'::text NOT NULL,
    reason text,
    in_doubt_policy text,
    updated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT templates_in_doubt_policy_known CHECK ((in_doubt_policy = ANY (ARRAY['resend'::text, 'hold'::text]))),
    CONSTRAINT templates_state_known CHECK ((state = ANY (ARRAY['active'::text, 'held'::text])))
);

COMMENT ON TABLE public.templates IS 'What the operator or Meta decided for one WhatsApp template; a template without a row is active and follows IN_DOUBT_POLICY.';

CREATE TABLE public.webhook_inbox (
    id uuid NOT NULL,
    body bytea NOT NULL,
    received_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    applied_at timestamp with time zone,
    unmatched jsonb
);

COMMENT ON TABLE public.webhook_inbox IS 'Callbacks exactly as Meta signed them, stored before they are answered; the notifier applies them.';

COMMENT ON COLUMN public.webhook_inbox.unmatched IS 'Items that could not be applied, each with its reason.';

ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT attempts_pkey PRIMARY KEY (delivery_id, number);

ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT attempts_provider_message_id_key UNIQUE (provider_message_id);

ALTER TABLE ONLY public.channels
    ADD CONSTRAINT channels_pkey PRIMARY KEY (channel);

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.duty_assignments
    ADD CONSTRAINT duty_assignments_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_dedupe_key_key UNIQUE (dedupe_key);

ALTER TABLE ONLY public.outbox_duty_assignments
    ADD CONSTRAINT outbox_duty_assignments_pkey PRIMARY KEY (outbox_id, duty_assignment_id);

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.recipients
    ADD CONSTRAINT recipients_pkey PRIMARY KEY (channel, address);

ALTER TABLE ONLY public.registrations
    ADD CONSTRAINT registrations_phone_number_name_key UNIQUE (phone_number, name_key);

ALTER TABLE ONLY public.registrations
    ADD CONSTRAINT registrations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.templates
    ADD CONSTRAINT templates_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.webhook_inbox
    ADD CONSTRAINT webhook_inbox_pkey PRIMARY KEY (id);

CREATE INDEX deliveries_in_doubt ON public.deliveries USING btree (channel, next_attempt_at) WHERE (state = 'in_doubt'::text);

CREATE INDEX deliveries_leased ON public.deliveries USING btree (channel, lease_expires_at) WHERE (state = 'sending'::text);

CREATE UNIQUE INDEX deliveries_one_sending_per_recipient ON public.deliveries USING btree (channel, recipient) WHERE (state = 'sending'::text);

CREATE INDEX deliveries_outbox_id ON public.deliveries USING btree (outbox_id);

CREATE INDEX deliveries_queued ON public.deliveries USING btree (channel, recipient, seq) WHERE (state = 'pending'::text);

CREATE INDEX deliveries_ready ON public.deliveries USING btree (channel, rank, seq) WHERE ((state = 'pending'::text) AND (next_attempt_at IS NULL) AND (NOT waits_turn));

CREATE INDEX deliveries_registration_id ON public.deliveries USING btree (registration_id, id);

CREATE INDEX deliveries_unfinished ON public.deliveries USING btree (channel, expires_at) WHERE (state = ANY (ARRAY['pending'::text, 'held'::text, 'in_doubt'::text]));

CREATE INDEX deliveries_waiting ON public.deliveries USING btree (channel, next_attempt_at) WHERE ((state = 'pending'::text) AND (next_attempt_at IS NOT NULL));

CREATE INDEX duty_assignments_duty_date ON public.duty_assignments USING btree (duty_date, id);

CREATE UNIQUE INDEX duty_assignments_registration_date_time_key ON public.duty_assignments USING btree (registration_id, duty_date, duty_time) WHERE (status <> 'cancelled'::text);

CREATE INDEX outbox_duty_assignments_duty_assignment_id ON public.outbox_duty_assignments USING btree (duty_assignment_id);

CREATE INDEX webhook_inbox_unapplied ON public.webhook_inbox USING btree (received_at) WHERE (applied_at IS NULL);

CREATE INDEX webhook_inbox_unmatched ON public.webhook_inbox USING btree (received_at) WHERE (unmatched IS NOT NULL);

CREATE TRIGGER outbox_duty_assignments_are_never_updated BEFORE UPDATE ON public.outbox_duty_assignments FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_outbox_update();

CREATE TRIGGER outbox_is_never_updated BEFORE UPDATE ON public.outbox FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_outbox_update();

ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT attempts_delivery_id_fkey FOREIGN KEY (delivery_id) REFERENCES public.deliveries(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_outbox_id_fkey FOREIGN KEY (outbox_id) REFERENCES public.outbox(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES public.registrations(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.duty_assignments
    ADD CONSTRAINT duty_assignments_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES public.registrations(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.outbox_duty_assignments
    ADD CONSTRAINT outbox_duty_assignments_duty_assignment_id_fkey FOREIGN KEY (duty_assignment_id) REFERENCES public.duty_assignments(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.outbox_duty_assignments
    ADD CONSTRAINT outbox_duty_assignments_outbox_id_fkey FOREIGN KEY (outbox_id) REFERENCES public.outbox(id) ON DELETE CASCADE;
