-- Written by `pnpm db:dump` from db/migrations and db/functions; never edited.

CREATE FUNCTION public.address_at(p_channel text, p_address text, p_at timestamp with time zone) RETURNS text
    LANGUAGE sql STABLE
    AS $$
  select coalesce((
    select r.address from recipients r
    where r.channel = p_channel and r.address = erased_form(p_address) and r.erased_at >= p_at
  ), p_address)
$$;

CREATE FUNCTION public.apply_receipts(p_items jsonb, p_max_attempts integer) RETURNS SETOF integer
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET jit TO 'off'
    AS $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_matched jsonb;
  v_changed uuid[];
  v_waiting uuid[];
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

  -- Judged with the deliveries locked: two notifiers may apply the same receipt, and only one of them has news.
  select coalesce(jsonb_agg(jsonb_build_object('item', m.item, 'delivery_id', m.delivery_id, 'number', m.number,
    'is_news', a.failed_at is null and i.failed_at is not null, 'was_spent', coalesce(a.outcome = any (array['in_doubt', 'refused']), false),
    'was_doubt', coalesce((a.outcome = 'in_doubt' or a.outcome = 'refused' and a.http_status >= 500) and i.failed_at is null, false))),
    '[]')
  into v_matched
  from jsonb_to_recordset(v_matched) m(item integer, delivery_id uuid, number integer)
  join jsonb_to_recordset(p_items) i(item integer, failed_at timestamptz) using (item)
  cross join lateral (
    select attempts.failed_at, attempts.outcome, attempts.http_status from attempts
    where attempts.delivery_id = m.delivery_id and attempts.number = m.number
  ) a;

  -- Meta accepted the message, whatever happened later: the doubt is settled and the message id is known.
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

  -- A delivery shows the highest state of its attempts. It has failed only when each attempt that may have arrived has failed.
  with shown as (
    select d.id, d.state as old_state, best.*, i.verdict, i.reason as failed_reason, i.delay_ms, i.counts_attempt, i.code, i.text,
      m.was_spent, m.doubts_settled,
      m.is_news and (m.number = d.attempts and best.shows = any (array['failed', 'in_doubt'])
        or d.state = 'in_doubt' and best.shows = 'failed'
        -- The delivery showed the state of this attempt.
        or d.state = any (array['accepted', 'sent']) and best.shows = any (array['failed', 'in_doubt'])) as decides
    from (
      select distinct on (m.delivery_id) m.*,
        count(*) filter (where m.was_doubt) over (partition by m.delivery_id)::integer as doubts_settled
      from jsonb_to_recordset(v_matched) m(item integer, delivery_id uuid, number integer, is_news boolean,
        was_spent boolean, was_doubt boolean)
      order by m.delivery_id, m.is_news desc, m.number desc
    ) m
    join jsonb_to_recordset(p_items) i(item integer, code text, text text, verdict text, reason text,
      delay_ms double precision, counts_attempt integer) using (item)
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
        bool_or(a.number = d.attempts and a.outcome is not null) as latest_is_known,
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
        when s.state = f.old_state and not f.decides then d.reason
        when s.state = 'in_doubt' then 'outcome_unknown'
        when s.state = 'failed' and f.verdict like 'retry%' then 'attempts_spent'
        when s.state = any (array['failed', 'held']) then f.failed_reason
        when s.state = any (array['accepted', 'sent', 'delivered', 'read', 'pending']) then null
        -- The late acceptance has overwritten the reason of the withdrawal.
        when s.state = 'cancelled' then coalesce(d.reason, 'withdrawn')
        else d.reason
      end,
      spent = case
        when not f.decides then c.still_spent
        when f.verdict = 'retry_once' then greatest(c.still_spent + case when f.was_spent then 0 else 1 end, p_max_attempts - 1)
        when f.was_spent then c.still_spent
        else c.still_spent + coalesce(f.counts_attempt, 0)
      end,
      next_attempt_at = case
        when s.state = 'pending' and f.old_state = 'pending' then d.next_attempt_at
        when s.state = 'pending' then v_now + coalesce(f.delay_ms, 0) * interval '1 millisecond'
        when s.state = 'in_doubt' then d.next_attempt_at
      end,
      blocked_by_earlier = d.blocked_by_earlier and s.state = 'pending',
      lease_expires_at = case when s.state = 'sending' then d.lease_expires_at end,
      provider_message_id = coalesce(f.provider_message_id, d.provider_message_id),
      last_error_code = coalesce(f.code, d.last_error_code),
      last_error_text = coalesce(f.text, d.last_error_text),
      accepted_at = coalesce(d.accepted_at, v_now),
      sent_at = coalesce(f.sent_at, d.sent_at),
      delivered_at = coalesce(f.delivered_at, d.delivered_at),
      read_at = coalesce(f.read_at, d.read_at),
      in_doubt_at = case when s.state = 'in_doubt' then coalesce(d.in_doubt_at, v_now) else d.in_doubt_at end,
      failed_at = case when s.state = 'failed' then coalesce(f.failed_at, v_now) else d.failed_at end,
      held_at = case when s.state = 'held' and f.decides then v_now else d.held_at end,
      cancelled_at = case when s.state = 'cancelled' then coalesce(d.cancelled_at, v_now) else d.cancelled_at end,
      expired_at = case when s.state = 'expired' then coalesce(d.expired_at, v_now) else d.expired_at end
    from shown f
    -- An attempt was counted when it became in doubt or was refused by a failing server; an accepted one counts only when it fails.
    cross join lateral (
      select deliveries.*, greatest(0, deliveries.spent - f.doubts_settled) as still_spent
      from deliveries where deliveries.id = f.id
    ) c
    cross join lateral (
      select case
        when f.shows = any (array['read', 'delivered']) then f.shows
        -- Its notifier may still end before it records; then the lease expires.
        when c.state = 'sending' and not f.latest_is_known then 'sending'
        when f.shows = any (array['sent', 'accepted']) then f.shows
        -- News of an older attempt does not change an open or decided one.
        when not f.decides then c.state
        when c.withdrawn then 'cancelled'
        when f.verdict = 'held' then 'held'
        when f.verdict = 'retry' and c.still_spent + case when f.was_spent then 0 else coalesce(f.counts_attempt, 0) end < p_max_attempts
          or f.verdict = 'retry_once' and c.still_spent < p_max_attempts - 1 then case
          when v_now + coalesce(f.delay_ms, 0) * interval '1 millisecond' >= c.expires_at then 'expired'
          else 'pending'
        end
        -- An earlier attempt may have arrived: its receipt decides.
        when f.shows = 'in_doubt' then 'in_doubt'
        else 'failed'
      end as state
    ) s
    where d.id = f.id
    returning d.id, d.state
  ), ended as (
    -- Delivered while another attempt is open: no lease will expire for it, so it ends here; its answer still completes it.
    update attempts a set
      outcome = 'in_doubt', finished_at = v_now, provider_text = 'The delivery was settled by a receipt of another attempt.'
    from moved where a.delivery_id = moved.id and moved.state <> 'sending' and a.outcome is null
  )
  select array_agg(moved.id), array_agg(moved.id) filter (where moved.state in ('pending', 'held')) into v_changed, v_waiting
  from moved;

  perform unblock_next_for_recipients(v_changed);
  perform follow_addresses(v_waiting);

  return query
  select i.item from jsonb_to_recordset(p_items) i(item integer)
  where not exists (select from jsonb_to_recordset(v_matched) m(item integer) where m.item = i.item);
end $$;

CREATE FUNCTION public.check_retryable(p_ids uuid[], p_confirm_duplicate boolean) RETURNS TABLE(delivery_id uuid, verdict text)
    LANGUAGE sql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET jit TO 'off'
    AS $$
  select d.id, case
    when d.state in ('delivered', 'read') then 'has_arrived'
    when d.state = 'cancelled' then 'delivery_cancelled'
    when d.withdrawn then 'delivery_withdrawn'
    when d.state in ('pending', 'sending') or d.state = 'held' and d.reason = 'daily_recipients' then 'nothing_to_retry'
    when d.expires_at <= clock_timestamp() then 'delivery_expired'
    -- No "exists" here and below: Postgres may read the whole table into a hash for it.
    when (select p.status <> 'active' from registrations p where p.id = d.registration_id) then 'registration_erased'
    when (
      select bool_or(a.status <> 'assigned' or a.version <> e.version)
      from outbox_duty_assignments e join duty_assignments a on a.id = e.duty_assignment_id
      where e.outbox_id = d.outbox_id
    ) then 'duty_changed'
    when (
      select r.suppressed_at from recipients r where r.channel = d.channel and r.address = coalesce(present.address, d.recipient)
    ) is not null then 'recipient_suppressed'
    when d.registration_id is not null and present.address is null then 'recipient_suppressed'
    when d.channel = 'whatsapp' and (select t.state = 'held' from templates t where t.name = d.template) then 'template_held'
    -- An attempt with a failed receipt has not arrived; after a 5xx the outcome is unknown.
    when not p_confirm_duplicate and (d.state in ('accepted', 'sent', 'in_doubt') or d.possible_duplicate or (
      select bool_or(coalesce(a.outcome, 'in_doubt') in ('accepted', 'in_doubt') or a.http_status >= 500)
      from attempts a where a.delivery_id = d.id and a.failed_at is null
    )) then 'may_have_arrived'
    else 'retry'
  end
  from unnest(p_ids) with ordinality i(id, place)
  cross join lateral (select * from deliveries where deliveries.id = i.id) d
  left join lateral present_address(d.registration_id, d.channel) present on true
  order by i.place
$$;

CREATE FUNCTION public.claim_deliveries(p_channel text, p_limit integer, p_lease interval, p_margin interval, p_per_second double precision, p_daily_recipients integer DEFAULT NULL::integer, p_from_rank timestamp with time zone DEFAULT NULL::timestamp with time zone) RETURNS TABLE(delivery_id uuid, attempt integer, spent integer, recipient text, template text, payload jsonb, registration_id uuid, possible_duplicate boolean, expires_at timestamp with time zone, is_trial boolean, rank timestamp with time zone, channel_state text, next_claim_in_ms double precision)
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_bitmapscan TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    SET jit TO 'off'
    AS $$
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

CREATE FUNCTION public.database_difference() RETURNS text
    LANGUAGE sql
    AS $$
  select case
    when was.system_identifier <> now.system_identifier then 'It is on another server than the one the notifiers last worked on: restored, copied or upgraded.'
    when was.database_oid <> now.database_oid then 'It is another database than the one the notifiers last worked on: a clone, or a dump restored beside it.'
    when was.table_oid <> now.table_oid then 'Its tables were made anew since the notifiers last worked on it: a dump was restored into it.'
    when was.timeline_id <> now.timeline_id then 'It is on another timeline than when the notifiers last worked on it: a standby was promoted, or it was restored to a point in time.'
  end
  from installation was cross join database_identity() now
$$;

CREATE FUNCTION public.database_identity() RETURNS TABLE(system_identifier text, timeline_id integer, database_oid oid, table_oid oid)
    LANGUAGE plpgsql
    AS $$
#variable_conflict use_variable
begin
  begin
    system_identifier := (select s.system_identifier::text from pg_control_system() s);
  exception when insufficient_privilege or undefined_function or feature_not_supported then
    system_identifier := null;
  end;
  begin
    timeline_id := ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::integer;
  exception when insufficient_privilege or undefined_function or feature_not_supported then
    timeline_id := null;
  end;
  database_oid := (select d.oid from pg_database d where d.datname = current_database());
  table_oid := 'installation'::regclass::oid;
  return next;
end $$;

CREATE FUNCTION public.delete_finished_deliveries(p_before timestamp with time zone, p_limit integer, p_time_zone text) RETURNS SETOF uuid
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET jit TO 'off'
    AS $$
declare
  v_finished uuid[];
begin
  -- Deliveries finish soon after expires_at, so few of the oldest are skipped.
  select array_agg(old.id) into v_finished
  from (
    select d.id from deliveries d
    where d.id < first_id_of(p_before)
      and d.state <> all (array['pending', 'sending', 'in_doubt', 'held'])
      and greatest(d.created_at, d.accepted_at, d.sent_at, d.delivered_at, d.read_at, d.failed_at, d.expired_at, d.cancelled_at)
        < p_before
    order by d.id limit p_limit
    for update skip locked
  ) old;
  if v_finished is null then
    return;
  end if;

  with gone as (
    delete from deliveries d where d.id = any (v_finished) returning d.created_at, d.channel, d.template, d.state
  )
  insert into delivery_counts as known (day, channel, template, state, n)
  select (gone.created_at at time zone p_time_zone)::date, gone.channel, gone.template, gone.state, count(*)
  from gone
  group by 1, 2, 3, 4
  order by 1, 2, 3, 4
  on conflict (day, channel, template, state) do update set n = known.n + excluded.n;

  return query select unnest(v_finished);
end $$;

CREATE FUNCTION public.end_trial(p_channel text) RETURNS void
    LANGUAGE sql
    AS $$
  update channels set is_trial = false, trial_until = null, pause_reason = null, pause_code = null, probes = 0
  where channel = p_channel and is_trial
$$;

CREATE FUNCTION public.erased_form(p_text text) RETURNS text
    LANGUAGE sql STABLE STRICT
    AS $$
  select case
    when p_text like 'erased:%' then p_text
    else 'erased:' || encode(sha256(k.key || sha256(k.key || convert_to(p_text, 'UTF8'))), 'hex')
  end
  from erasure_key k
$$;

CREATE FUNCTION public.first_id_of(p_instant timestamp with time zone) RETURNS uuid
    LANGUAGE sql IMMUTABLE
    AS $$
  select (lpad(to_hex(floor(extract(epoch from p_instant) * 1000)::bigint), 12, '0') || '70008000000000000000')::uuid
$$;

CREATE FUNCTION public.follow_addresses(p_ids uuid[]) RETURNS void
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET jit TO 'off'
    AS $$
declare
  v_channels text[];
  v_left text[];
begin
  with moving as (
    select d.id, d.channel, d.recipient, present.address
    from unnest(p_ids) given(id)
    cross join lateral (select * from deliveries where deliveries.id = given.id) d
    cross join lateral present_address(d.registration_id, d.channel) present
    where d.state in ('pending', 'held') and present.address <> d.recipient
  ), noted as (
    update attempts a set recipient = m.recipient from moving m where a.delivery_id = m.id and a.recipient is null
  ), moved as (
    update deliveries d set recipient = m.address, blocked_by_earlier = false from moving m where d.id = m.id
    returning m.channel, m.recipient
  )
  select array_agg(moved.channel), array_agg(moved.recipient) into v_channels, v_left from moved;

  if v_left is not null then
    perform unblock_next_for_recipients(array(
      select waiting.id
      from (select distinct l.channel, l.address from unnest(v_channels, v_left) l(channel, address)) l
      cross join lateral (
        select w.id from deliveries w
        where w.channel = l.channel and w.recipient = l.address and w.state = 'pending' order by w.seq limit 1
      ) waiting
    ));
  end if;
end $$;

CREATE FUNCTION public.hold_template(p_name text, p_reason text, p_code text DEFAULT NULL::text) RETURNS void
    LANGUAGE sql
    AS $$
  insert into templates (name, state, reason, hold_code, status_at)
  values (p_name, 'held', p_reason, p_code, clock_timestamp() - interval '1 minute')
  on conflict (name) do update set
    state = 'held', reason = excluded.reason, hold_code = excluded.hold_code, updated_at = clock_timestamp(),
    status_at = greatest(templates.status_at, excluded.status_at),
    status_event = case when templates.status_at >= excluded.status_at then templates.status_event end
  where templates.state <> 'held'
$$;

CREATE FUNCTION public.keep_restore_pause() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  if database_difference() is null then
    return new;
  end if;
  return old;
end $$;

CREATE FUNCTION public.last_claim_row(p_state text, p_next_claim_in_ms double precision) RETURNS TABLE(delivery_id uuid, attempt integer, spent integer, recipient text, template text, payload jsonb, registration_id uuid, possible_duplicate boolean, expires_at timestamp with time zone, is_trial boolean, rank timestamp with time zone, channel_state text, next_claim_in_ms double precision)
    LANGUAGE sql IMMUTABLE
    AS $$
  select null::uuid, null::int, null::int, null::text, null::text, null::jsonb, null::uuid, null::boolean, null::timestamptz,
    null::boolean, null::timestamptz, p_state, p_next_claim_in_ms
$$;

CREATE FUNCTION public.may_have_arrived(p_delivery_id uuid) RETURNS boolean
    LANGUAGE sql STABLE
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
  select exists (
    select from attempts e
    where e.delivery_id = p_delivery_id and e.outcome in ('accepted', 'in_doubt') and e.failed_at is null
  )
$$;

CREATE FUNCTION public.park_unsendable(p_ids uuid[], p_verdicts text[], p_now timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_bitmapscan TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    SET jit TO 'off'
    AS $$
begin
  update deliveries d set
    state = case when l.stays then d.state else split_part(l.verdict, ':', 1) end,
    reason = case
      when l.stays then d.reason
      when l.verdict not like 'held:%' and may_have_arrived(d.id) then 'possibly_sent'
      else nullif(split_part(l.verdict, ':', 2), '')
    end,
    blocked_by_earlier = l.verdict = 'wait',
    next_attempt_at = case
      when l.verdict like 'space:%' then p_now + split_part(l.verdict, ':', 2)::double precision * interval '1 second'
    end,
    expired_at = case when l.verdict = 'expired' then p_now else d.expired_at end,
    held_at = case when l.verdict like 'held:%' then p_now else d.held_at end,
    cancelled_at = case when l.verdict like 'cancelled:%' then p_now else d.cancelled_at end,
    withdrawn = d.withdrawn or l.verdict like 'cancelled:%'
  from (
    select left_out.*, left_out.verdict = 'wait' or left_out.verdict like 'space:%' as stays
    from unnest(p_ids, p_verdicts) left_out(id, verdict)
  ) l
  where d.id = l.id;

  -- The head of a queue takes the earliest rank of those behind it, else a reminder would wait behind confirmations.
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

  perform unblock_next_for_recipients(array(select l.id from unnest(p_ids, p_verdicts) l(id, verdict) where l.verdict <> 'wait'));
end $$;

CREATE FUNCTION public.pause_channel(p_channel text, p_by text, p_reason text, p_code text) RETURNS void
    LANGUAGE sql
    AS $$
  update channels set
    paused_at = coalesce(paused_at, clock_timestamp()),
    paused_by = p_by,
    pause_reason = p_reason,
    pause_code = p_code,
    is_trial = false,
    trial_until = null,
    probes = probes + 1,
    probe_at = case when p_by = 'notifier' then clock_timestamp() + least(60, 2 ^ least(probes, 10)) * interval '1 second' end
  where channel = p_channel and (paused_at is null or p_by <> 'notifier')
$$;

CREATE FUNCTION public.pause_if_restored() RETURNS TABLE(difference text, is_news boolean)
    LANGUAGE plpgsql
    AS $$
declare
  v_difference text;
  v_news boolean;
begin
  -- A connection to a standby would survive its promotion unnoticed.
  if pg_is_in_recovery() then
    raise exception 'This database is a standby: the notifiers need the primary.' using errcode = 'read_only_sql_transaction';
  end if;

  if not exists (select from installation) then
    insert into installation (system_identifier, timeline_id, database_oid, table_oid)
    select i.system_identifier, i.timeline_id, i.database_oid, i.table_oid from database_identity() i
    on conflict do nothing;
  end if;

  if database_difference() is null then
    return;
  end if;

  -- Compared again with the row locked: another session may have resumed.
  perform from installation for update;
  v_difference := database_difference();
  if v_difference is null then
    return;
  end if;

  update installation i set
    differs_since = coalesce(i.differs_since, clock_timestamp()),
    earlier_pauses = i.earlier_pauses || (
      select coalesce(jsonb_object_agg(c.channel, to_jsonb(c)), '{}') from channels c
      where c.paused_at is not null and c.paused_by is distinct from 'restore'
    )
  where exists (select from channels c where c.paused_at is null or c.paused_by is distinct from 'restore');
  v_news := found;

  update channels set
    paused_at = clock_timestamp(),
    paused_by = 'restore',
    pause_reason = 'This database is not the one remembered. ' || v_difference
      || ' Messages it shows as waiting may have been sent. Check it, then run: pnpm resume --after-restore',
    pause_code = null,
    probe_at = null
  where paused_at is null or paused_by is distinct from 'restore';

  return query select v_difference, v_news;
end $$;

CREATE FUNCTION public.present_address(p_registration_id uuid, p_channel text) RETURNS TABLE(address text)
    LANGUAGE sql STABLE
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
  select case when p_channel = 'email' then p.email when p.whatsapp_opt_in then p.phone_number end
  from registrations p where p.id = p_registration_id
$$;

CREATE FUNCTION public.publish(p_events jsonb) RETURNS uuid[]
    LANGUAGE plpgsql
    AS $$
declare
  v_published uuid[];
begin
  with event as materialized (
    select * from jsonb_to_recordset(p_events) e(
      id uuid, aggregatetype text, aggregateid text, type text, dedupe_key text, registration_id uuid, language text,
      parameters jsonb, phone_number text, email text, whatsapp_delivery_id uuid, email_delivery_id uuid,
      expires_at timestamptz, duty_assignments jsonb, traceparent text)
  ), published as (
    insert into outbox (id, aggregatetype, aggregateid, type, payload, dedupe_key, traceparent)
    select e.id, e.aggregatetype, e.aggregateid, e.type,
      jsonb_build_object('registration_id', e.registration_id, 'language', e.language, 'parameters', e.parameters,
        'duty_assignments', e.duty_assignments),
      e.dedupe_key, e.traceparent
    from event e
    on conflict on constraint outbox_dedupe_key_key do nothing
    returning id, created_at
  ), concerned as (
    insert into outbox_duty_assignments (outbox_id, duty_assignment_id, version)
    select e.id, duty.id, duty.version
    from published join event e using (id)
    cross join jsonb_to_recordset(e.duty_assignments) duty(id uuid, version integer)
  ), queued as (
    insert into deliveries (id, outbox_id, registration_id, channel, template, recipient, rank, expires_at)
    select delivery.id, e.id, e.registration_id, delivery.channel, e.type, delivery.recipient,
      least(e.expires_at, published.created_at + interval '24 hours'), e.expires_at
    from published join event e using (id)
    cross join lateral (values
      (e.whatsapp_delivery_id, 'whatsapp', e.phone_number),
      (e.email_delivery_id, 'email', e.email)
    ) delivery(id, channel, recipient)
    where delivery.recipient is not null
  )
  select coalesce(array_agg(published.id), '{}') into v_published from published;
  return v_published;
end $$;

CREATE FUNCTION public.recall_recipient(p_channel text, p_address text) RETURNS void
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
declare
  v_erased recipients;
begin
  if p_address like 'erased:%' then
    return;
  end if;
  perform from recipients r where r.channel = p_channel and r.address = p_address for key share;
  delete from recipients r where r.channel = p_channel and r.address = erased_form(p_address) returning * into v_erased;
  if not found then
    return;
  end if;
  insert into recipients as known (channel, address, suppressed_at, suppressed_by, preference_at, spaced_until, reached_at,
    marketing_suppressed_at, marketing_suppressed_by, marketing_preference_at)
  values (p_channel, p_address, v_erased.suppressed_at, v_erased.suppressed_by, v_erased.preference_at, v_erased.spaced_until,
    v_erased.reached_at, v_erased.marketing_suppressed_at, v_erased.marketing_suppressed_by, v_erased.marketing_preference_at)
  on conflict (channel, address) do update set
    suppressed_at = coalesce(known.suppressed_at, excluded.suppressed_at),
    suppressed_by = coalesce(known.suppressed_by, excluded.suppressed_by),
    preference_at = greatest(known.preference_at, excluded.preference_at),
    spaced_until = greatest(known.spaced_until, excluded.spaced_until),
    reached_at = greatest(known.reached_at, excluded.reached_at),
    marketing_suppressed_at = coalesce(known.marketing_suppressed_at, excluded.marketing_suppressed_at),
    marketing_suppressed_by = coalesce(known.marketing_suppressed_by, excluded.marketing_suppressed_by),
    marketing_preference_at = greatest(known.marketing_preference_at, excluded.marketing_preference_at);
end $$;

CREATE FUNCTION public.recall_recipients_of_registration() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  perform recall_recipient('whatsapp', new.phone_number);
  perform recall_recipient('email', new.email) where new.email is not null;
  return new;
end $$;

CREATE FUNCTION public.receipts_stopped(p_now timestamp with time zone) RETURNS boolean
    LANGUAGE sql STABLE
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
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

CREATE FUNCTION public.recipients_reached_in_a_day(p_channel text, p_limit integer, p_now timestamp with time zone) RETURNS bigint
    LANGUAGE sql STABLE
    AS $$
  select count(*) from (
    select from recipients r
    where r.channel = p_channel and r.reached_at is not null and r.reached_at >= p_now - interval '24 hours' limit p_limit
  ) reached
$$;

CREATE FUNCTION public.record_attempts(p_results jsonb, p_max_attempts integer, p_window interval) RETURNS void
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_bitmapscan TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    SET jit TO 'off'
    AS $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_ids uuid[];
  v_waiting uuid[];
begin
  -- In the order of ids, as in every function that locks several deliveries.
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

  -- Materialized: inlined, each step would be computed once for every reference.
  with known as materialized (
    select r.*, c.state as state_before, c.reason as reason_before, c.withdrawn, c.expires_at, told.*,
      c.attempts = r.attempt and c.state in ('sending', 'in_doubt')
        -- It settles the last open doubt.
        or c.state = 'in_doubt' and not told.may_have_arrived as scheduled,
      -- An attempt was counted when it became in doubt.
      case when c.state = 'in_doubt' then greatest(0, c.spent - 1) else c.spent end as spent_before
    from jsonb_to_recordset(p_results) r(delivery_id uuid, attempt integer, code text, text text, provider_message_id text,
      verdict text, reason text, delay_ms double precision, counts_attempt integer)
    cross join lateral (select * from deliveries where deliveries.id = r.delivery_id) c
    cross join lateral (
      select
        -- An earlier attempt: 2 was accepted, 1 may have arrived.
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
      when known.verdict = 'retry' and known.spent_before + coalesce(known.counts_attempt, 0) < p_max_attempts
        or known.verdict = 'retry_once' and known.spent_before < p_max_attempts - 1 then case
        when v_now + coalesce(known.delay_ms, 0) * interval '1 millisecond' >= known.expires_at then 'expired'
        else 'pending'
      end
      -- An earlier attempt may have arrived: its receipt decides.
      when known.arrived = 1 then 'in_doubt'
      else 'failed'
    end as state
    from known
    where (known.scheduled or known.verdict = 'accepted')
      -- A receipt overtook the answer and already said that the accepted message failed.
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
        -- Counted when it became in doubt; an accepted attempt counts only when it fails.
        when not r.scheduled and r.was_in_doubt and r.state_before not in ('accepted', 'sent', 'delivered', 'read')
          then greatest(0, d.spent - 1)
        when not r.scheduled then d.spent
        when r.verdict = 'retry_once' then greatest(r.spent_before + 1, p_max_attempts - 1)
        else r.spent_before + coalesce(r.counts_attempt, 0)
      end,
      next_attempt_at = case
        when r.state = 'pending' and r.delay_ms > 0 then v_now + r.delay_ms * interval '1 millisecond'
        when r.verdict = 'in_doubt' and r.state = 'in_doubt' then v_now + least(p_window, (d.expires_at - v_now) / 2)
      end,
      blocked_by_earlier = d.blocked_by_earlier and r.state = 'pending',
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

  perform unblock_next_for_recipients(v_ids);
  if v_waiting is not null then
    perform follow_addresses(v_waiting);
  end if;
end $$;

CREATE FUNCTION public.record_failed_probe(p_channel text, p_reason text) RETURNS void
    LANGUAGE sql
    AS $$
  update channels set
    pause_reason = p_reason,
    probe_at = clock_timestamp() + least(60, 2 ^ least(probes, 10)) * interval '1 second'
  where channel = p_channel and paused_at is not null and paused_by = 'notifier'
$$;

CREATE FUNCTION public.redact_erased_attempt() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  new.erased := true;
  new.recipient := null;
  new.provider_message_id := erased_form(new.provider_message_id);
  new.provider_text := null;
  new.trace_id := null;
  return new;
end $$;

CREATE FUNCTION public.redact_erased_delivery() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  new.erased := true;
  new.recipient := 'erased:' || new.id; -- unique, because two may be in flight at once
  new.withdrawn := true; -- never sent again, whatever a late receipt or an operator asks
  new.provider_message_id := null;
  new.last_error_text := null;
  return new;
end $$;

CREATE FUNCTION public.redact_erased_registration() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  new.full_name := '';
  new.name_key := 'erased:' || new.id;
  new.phone_number := '';
  new.email := null;
  new.consent_source := null;
  new.consent_words := null;
  return new;
end $$;

CREATE FUNCTION public.redact_payload(p_payload jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    AS $$
  select p_payload || '{"parameters": [], "erased": true}'
$$;

CREATE FUNCTION public.refuse_audit_log_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  raise exception 'The audit log is append-only, and rows are kept for at least a year.'
    using errcode = 'restrict_violation', table = tg_table_name;
end $$;

CREATE FUNCTION public.refuse_outbox_payload() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  if new.payload is distinct from redact_payload(old.payload) then
    raise exception 'The outbox is never updated: publish a new event instead.'
      using errcode = 'restrict_violation', table = tg_table_name;
  end if;
  return new;
end $$;

CREATE FUNCTION public.refuse_outbox_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  raise exception 'The outbox is never updated: publish a new event instead.'
    using errcode = 'restrict_violation', table = tg_table_name;
end $$;

CREATE FUNCTION public.release_held(p_reason text, p_template text, p_limit bigint) RETURNS void
    LANGUAGE sql
    AS $$
  with released as (
    select d.id from deliveries d
    where d.state = 'held' and d.reason = p_reason and (p_template is null or d.template = p_template)
    order by d.rank limit p_limit
    for no key update skip locked
  )
  update deliveries d set state = 'pending', reason = null, next_attempt_at = null, blocked_by_earlier = false
  from released where d.id = released.id
$$;

CREATE FUNCTION public.release_template(p_name text) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
  update templates set state = 'active', reason = null, hold_code = null, updated_at = clock_timestamp()
  where name = p_name and state = 'held';
  perform release_held('template', p_name, null);
end $$;

CREATE FUNCTION public.repair_recipient_queues(p_channel text) RETURNS void
    LANGUAGE sql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET jit TO 'off'
    AS $$
  with stuck as (
    select w.id from deliveries w
    where w.channel = p_channel and w.state = 'pending' and w.blocked_by_earlier
      and not exists (
        select from deliveries o where o.channel = w.channel and o.recipient = w.recipient and o.state = 'sending'
      )
      and not exists (
        select from deliveries o
        where o.channel = w.channel and o.recipient = w.recipient and o.state = 'pending' and o.seq < w.seq
      )
    limit 1000
    for no key update skip locked
  )
  update deliveries d set blocked_by_earlier = false from stuck where d.id = stuck.id
$$;

CREATE FUNCTION public.resume_after_restore(p_whatsapp_window interval, p_email_window interval) RETURNS TABLE(marked integer, in_doubt integer)
    LANGUAGE plpgsql
    AS $$
#variable_conflict use_column
declare
  v_now timestamptz;
  v_marked integer;
  v_lost uuid[];
begin
  perform from installation for update;
  perform from channels c order by c.channel for no key update;
  v_now := clock_timestamp();

  perform from deliveries d where d.state in ('pending', 'sending', 'in_doubt', 'held') order by d.id for no key update;

  update deliveries d set possible_duplicate = true where d.state in ('pending', 'sending', 'in_doubt', 'held');
  get diagnostics v_marked = row_count;

  with lost as (
    update deliveries d set
      state = 'in_doubt', reason = 'restored', in_doubt_at = v_now, spent = d.spent + 1, lease_expires_at = null,
      next_attempt_at = v_now + least(
        case d.channel when 'whatsapp' then p_whatsapp_window else p_email_window end, (d.expires_at - v_now) / 2)
    where d.state = 'sending'
    returning d.id, d.attempts
  ), noted as (
    update attempts a set
      outcome = 'in_doubt', finished_at = v_now,
      provider_text = 'The database was restored while the message was being sent.'
    from lost where a.delivery_id = lost.id and a.number = lost.attempts and a.outcome is null
  )
  select coalesce(array_agg(lost.id), '{}') into v_lost from lost;
  perform unblock_next_for_recipients(v_lost);

  insert into installation (system_identifier, timeline_id, database_oid, table_oid)
  select i.system_identifier, i.timeline_id, i.database_oid, i.table_oid from database_identity() i
  on conflict (is_only_row) do update set
    system_identifier = excluded.system_identifier, timeline_id = excluded.timeline_id,
    database_oid = excluded.database_oid, table_oid = excluded.table_oid,
    remembered_at = v_now, differs_since = null;

  update channels c set
    paused_at = (e.earlier ->> 'paused_at')::timestamptz,
    paused_by = e.earlier ->> 'paused_by',
    pause_reason = e.earlier ->> 'pause_reason',
    pause_code = e.earlier ->> 'pause_code',
    is_trial = false,
    trial_until = null,
    probe_at = case when e.earlier ->> 'paused_by' = 'notifier' then v_now end
  from (select k.channel, i.earlier_pauses -> k.channel as earlier from installation i cross join channels k) e
  where c.channel = e.channel and c.paused_by = 'restore';
  update installation set earlier_pauses = '{}';

  return query select v_marked, cardinality(v_lost);
end $$;

CREATE FUNCTION public.resume_channel(p_channel text, p_any_pause boolean) RETURNS void
    LANGUAGE sql
    AS $$
  update channels set
    paused_at = null, paused_by = null, probe_at = null, slow_until = null,
    is_trial = true, trial_until = null
  where channel = p_channel and paused_at is not null and (p_any_pause or paused_by = 'notifier')
$$;

CREATE FUNCTION public.retry_deliveries(p_ids uuid[], p_delays_ms double precision[], p_requested_by text, p_confirm_duplicate boolean) RETURNS void
    LANGUAGE sql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET jit TO 'off'
    AS $$
  with asked as (
    select clock_timestamp() as at
  ), noted as (
    insert into retries (delivery_id, requested_at, requested_by, confirm_duplicate, was_state, was_reason, was_error_code, was_since)
    select d.id, asked.at, p_requested_by, p_confirm_duplicate, d.state, d.reason, d.last_error_code, case d.state
      when 'accepted' then d.accepted_at
      when 'sent' then d.sent_at
      when 'in_doubt' then d.in_doubt_at
      when 'held' then d.held_at
      when 'failed' then d.failed_at
      when 'expired' then d.expired_at
    end
    from asked cross join unnest(p_ids) i(id) cross join lateral (select * from deliveries where deliveries.id = i.id) d
  )
  update deliveries d set
    state = 'pending', reason = null, spent = 0, blocked_by_earlier = false, lease_expires_at = null,
    rank = least(d.expires_at, asked.at + interval '24 hours'),
    next_attempt_at = case
      when i.delay_ms > 0 then asked.at + least(i.delay_ms * interval '1 millisecond', (d.expires_at - asked.at) / 2)
    end
  from asked cross join unnest(p_ids, p_delays_ms) i(id, delay_ms)
  where d.id = i.id;
  select follow_addresses(p_ids)
$$;

CREATE FUNCTION public.set_marketing_preference(p_channel text, p_address text, p_preference text, p_by text, p_at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
  perform recall_recipient(p_channel, p_address);
  insert into recipients as known (channel, address, marketing_suppressed_at, marketing_suppressed_by, marketing_preference_at)
  values (p_channel, p_address, case when p_preference = 'stop' then p_at end, case when p_preference = 'stop' then p_by end, p_at)
  on conflict (channel, address) do update set
    marketing_suppressed_at = excluded.marketing_suppressed_at, marketing_suppressed_by = excluded.marketing_suppressed_by,
    marketing_preference_at = excluded.marketing_preference_at
  where known.marketing_preference_at is null or known.marketing_preference_at <= excluded.marketing_preference_at;
end $$;

CREATE FUNCTION public.set_preference(p_channel text, p_address text, p_preference text, p_message_id text, p_at timestamp with time zone) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
begin
  perform from channels c where c.channel = p_channel for no key update;
  perform recall_recipient(p_channel, p_address);
  insert into recipients as known (channel, address, suppressed_at, suppressed_by, suppression_message_id, preference_at)
  select p_channel, p_address, w.at, w.by, w.message_id, p_at
  from (select
    case when p_preference = 'stop' then p_at end as at,
    case when p_preference = 'stop' then 'stop_message' end as by,
    case when p_preference = 'stop' and p_address not like 'erased:%' then p_message_id end as message_id
  ) w
  on conflict (channel, address) do update set
    suppressed_at = excluded.suppressed_at, suppressed_by = excluded.suppressed_by,
    suppression_message_id = excluded.suppression_message_id, preference_at = excluded.preference_at
  where known.preference_at is null or known.preference_at <= excluded.preference_at;
  return found;
end $$;

CREATE FUNCTION public.settle_deliveries(p_channel text, p_window interval, p_policy text, p_max_attempts integer, p_daily_recipients integer DEFAULT NULL::integer, p_limit integer DEFAULT 1000) RETURNS integer
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET jit TO 'off'
    AS $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_decided uuid[];
  v_settled uuid[];
  v_count integer := 0;
begin
  -- 1. Expired leases: the notifier is gone or frozen, and the outcome of the attempt is unknown.
  with lost as (
    select l.id from deliveries l
    where l.channel = p_channel and l.state = 'sending' and l.lease_expires_at < v_now
    order by l.lease_expires_at limit p_limit
    for no key update skip locked
  ), moved as (
    update deliveries d set
      state = coalesce(earlier.arrived, 'in_doubt'),
      reason = case when earlier.arrived is null then 'lease_ran_out' end,
      in_doubt_at = case when earlier.arrived is null then v_now else d.in_doubt_at end,
      spent = d.spent + 1,
      next_attempt_at = case
        when earlier.arrived is null then d.lease_expires_at + least(p_window, (d.expires_at - d.lease_expires_at) / 2)
      end,
      lease_expires_at = null
    from lost
    -- Where an earlier attempt was accepted, the message is not sent again.
    cross join lateral (
      select max(case when a.sent_at is null then 'accepted' else 'sent' end) as arrived from attempts a
      where a.delivery_id = lost.id and a.outcome = 'accepted' and a.failed_at is null
    ) earlier
    where d.id = lost.id
    returning d.id, d.attempts
  ), noted as (
    update attempts a set
      outcome = 'in_doubt', finished_at = v_now,
      provider_text = 'The lease expired without a recorded outcome.'
    from moved where a.delivery_id = moved.id and a.number = moved.attempts and a.outcome is null
  )
  select array_agg(moved.id) into v_settled from moved;
  v_count := v_count + coalesce(cardinality(v_settled), 0);
  perform unblock_next_for_recipients(v_settled);

  -- 2. The last attempt failed and an earlier one is in doubt: its window begins now.
  update deliveries d set next_attempt_at = v_now + least(p_window, (d.expires_at - v_now) / 2)
  from (
    select u.id from deliveries u
    where u.channel = p_channel and u.state = 'in_doubt' and u.next_attempt_at is null
    limit p_limit
    for no key update skip locked
  ) undated
  where d.id = undated.id;

  -- 3. Closed windows. A stored body that is not yet applied may still settle a delivery, and where all receipts stopped, a missing
  -- one means nothing. Locked first and judged in the next statement, so that a withdrawal committed in between counts.
  select array_agg(decided.id) into v_decided
  from (
    select u.id from deliveries u
    where u.channel = p_channel and u.state = 'in_doubt' and u.next_attempt_at <= v_now
      and not exists (
        select from webhook_inbox w
        where p_channel = 'whatsapp' and w.applied_at is null and w.received_at <= u.next_attempt_at
      )
      and not (p_channel = 'whatsapp' and receipts_stopped(v_now))
    order by u.next_attempt_at limit p_limit
    for no key update skip locked
  ) decided;

  with moved as (
    update deliveries d set
      state = s.state,
      reason = case s.state when 'cancelled' then 'possibly_sent' when 'expired' then 'possibly_sent' when 'held' then 'in_doubt' end,
      next_attempt_at = null,
      held_at = case when s.state = 'held' then v_now else d.held_at end,
      expired_at = case when s.state = 'expired' then v_now else d.expired_at end,
      cancelled_at = case when s.state = 'cancelled' then v_now else d.cancelled_at end
    from unnest(v_decided) decided(id)
    cross join lateral (select * from deliveries where deliveries.id = decided.id) c
    cross join lateral (
      select case
        when c.withdrawn then 'cancelled'
        when c.expires_at <= v_now then 'expired'
        when c.spent >= p_max_attempts then 'held'
        -- The last attempt was refused for good and an earlier one is in doubt: only a person can find out about it.
        when (
          select a.outcome = any (array['refused', 'unsent']) or a.failed_at is not null from attempts a
          where a.delivery_id = c.id and a.number = c.attempts
        ) then 'held'
        when coalesce((select t.in_doubt_policy from templates t where t.name = c.template), p_policy) = 'hold' then 'held'
        else 'pending'
      end as state
    ) s
    where d.id = decided.id
    returning d.id
  )
  select array_agg(moved.id) into v_settled from moved;
  v_count := v_count + coalesce(cardinality(v_settled), 0);
  perform follow_addresses(v_settled);

  -- 4. Passed deadlines.
  with late as (
    select u.id from deliveries u
    where u.channel = p_channel and u.state in ('pending', 'held', 'in_doubt') and u.expires_at <= v_now
    order by u.expires_at limit p_limit
    for no key update skip locked
  ), moved as (
    update deliveries d set
      state = 'expired', expired_at = v_now, next_attempt_at = null, blocked_by_earlier = false,
      reason = case when d.state = 'in_doubt' or d.reason = 'in_doubt' or may_have_arrived(d.id) then 'possibly_sent' else d.reason end
    from late where d.id = late.id
    returning d.id
  )
  select array_agg(moved.id) into v_settled from moved;
  v_count := v_count + coalesce(cardinality(v_settled), 0);
  perform unblock_next_for_recipients(v_settled);

  if p_daily_recipients is not null then
    perform release_held('daily_recipients', null,
      greatest(0, p_daily_recipients - recipients_reached_in_a_day(p_channel, p_daily_recipients, v_now)));
  end if;

  return v_count;
end $$;

CREATE FUNCTION public.slow_channel(p_channel text, p_wait interval, p_per_second double precision) RETURNS void
    LANGUAGE sql
    AS $$
  update channels set
    slow_until = greatest(slow_until, clock_timestamp() + p_wait),
    slowed_at = clock_timestamp() + p_wait,
    slowed_to = greatest(0.1, least(p_per_second, coalesce(
      slowed_to * 2 ^ least(20, greatest(0, extract(epoch from clock_timestamp() - slowed_at) / 60))::double precision,
      p_per_second)) / 2)
  where channel = p_channel and (slowed_at is null or slowed_at < clock_timestamp() - interval '1 second')
$$;

CREATE FUNCTION public.space_recipient(p_channel text, p_address text, p_wait interval) RETURNS void
    LANGUAGE sql
    AS $$
  update recipients r set spaced_until = clock_timestamp() + interval '264 seconds' + p_wait
  where r.channel = p_channel and r.address = p_address
$$;

CREATE FUNCTION public.store_account_event(p_channel text, p_at timestamp with time zone, p_event text) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
begin
  update channels c set account_event_at = p_at, account_event = p_event
  where c.channel = p_channel
    and (c.account_event_at is null or c.account_event_at < p_at
      or c.account_event_at = p_at and c.account_event is distinct from p_event);
  return found;
end $$;

CREATE FUNCTION public.store_template_event(p_name text, p_about text, p_at timestamp with time zone, p_event text) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
begin
  insert into templates (name) values (p_name) on conflict (name) do nothing;
  perform from templates t where t.name = p_name for no key update;
  if p_about = 'status' then
    update templates t set status_at = p_at, status_event = p_event
    where t.name = p_name
      and (t.status_at is null or t.status_at < p_at or t.status_at = p_at and t.status_event is distinct from p_event);
  else
    update templates t set category_at = p_at, category_event = p_event
    where t.name = p_name
      and (t.category_at is null or t.category_at < p_at or t.category_at = p_at and t.category_event is distinct from p_event);
  end if;
  return found;
end $$;

CREATE FUNCTION public.take_probe(p_channel text) RETURNS boolean
    LANGUAGE sql
    AS $$
  with taken as (
    update channels set probe_at = clock_timestamp() + interval '1 minute', probes = probes + 1
    where channel = p_channel and paused_at is not null and paused_by = 'notifier' and probe_at <= clock_timestamp()
    returning channel
  )
  select exists (select from taken)
$$;

CREATE FUNCTION public.unblock_next_for_recipients(finished uuid[]) RETURNS void
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_bitmapscan TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    SET jit TO 'off'
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
    -- It takes the earliest rank of those behind it, so that a reminder does not wait behind a message with a late rank.
    update deliveries d set blocked_by_earlier = false, rank = least(d.rank, behind.rank)
    from unnest(v_next) n(id)
    cross join lateral (select * from deliveries where deliveries.id = n.id) head
    cross join lateral (
      select min(w.rank) as rank from deliveries w
      where w.channel = head.channel and w.recipient = head.recipient and w.state = 'pending' and w.blocked_by_earlier
    ) behind
    where d.id = n.id and (d.blocked_by_earlier or d.rank > behind.rank);
  end if;
end $$;

CREATE TABLE public.alerts (
    id bigint NOT NULL,
    key text NOT NULL,
    subject text NOT NULL,
    text text NOT NULL,
    raised_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    raise_mailed_at timestamp with time zone,
    cleared_at timestamp with time zone,
    clear_mailed_at timestamp with time zone,
    times_reopened integer DEFAULT 0 NOT NULL,
    mailing_until timestamp with time zone
);

COMMENT ON TABLE public.alerts IS 'Conditions that a person must act on: one row from the beginning of a condition to its end, so that each is mailed once.';

COMMENT ON COLUMN public.alerts.key IS 'The subject, such as channel_paused:whatsapp; at most one alert of a key is open.';

COMMENT ON COLUMN public.alerts.times_reopened IS 'How often the condition returned soon after its end: then its end is mailed only after a longer time.';

COMMENT ON COLUMN public.alerts.mailing_until IS 'The lease of the notifier that mails it.';

ALTER TABLE public.alerts ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.alerts_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.api_keys (
    id uuid NOT NULL,
    name text NOT NULL,
    prefix text NOT NULL,
    hash bytea NOT NULL,
    scopes text[] NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    created_by text NOT NULL,
    expires_at timestamp with time zone,
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    revoked_by text,
    CONSTRAINT api_keys_hash_length CHECK ((octet_length(hash) = 32)),
    CONSTRAINT api_keys_name_form CHECK ((name ~ '^[A-Za-z0-9_-]{1,60}$'::text)),
    CONSTRAINT api_keys_prefix_form CHECK ((prefix ~ '^[0-9a-f]{8}$'::text)),
    CONSTRAINT api_keys_scopes_given CHECK ((cardinality(scopes) > 0)),
    CONSTRAINT api_keys_scopes_known CHECK ((scopes <@ ARRAY['registrations'::text, 'assignments'::text, 'deliveries'::text, 'pii'::text, 'admin'::text]))
);

COMMENT ON TABLE public.api_keys IS 'Keys of the admin routes beside those of ADMIN_API_KEYS, with scopes and expiry. A revoked key stays, because the audit log names it.';

COMMENT ON COLUMN public.api_keys.prefix IS 'The first characters of the secret; they name the key.';

COMMENT ON COLUMN public.api_keys.hash IS 'SHA-256 of the secret. The secret has 256 random bits, so a slow hash would protect nothing.';

COMMENT ON COLUMN public.api_keys.last_used_at IS 'To the minute.';

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
    erased boolean DEFAULT false NOT NULL,
    recipient text,
    CONSTRAINT attempts_outcome_known CHECK ((outcome = ANY (ARRAY['accepted'::text, 'refused'::text, 'unsent'::text, 'in_doubt'::text])))
)
WITH (fillfactor='70');

COMMENT ON TABLE public.attempts IS 'Each try to send a delivery: inserted by the claim before a byte leaves, completed once, then updated by the receipts that name it.';

COMMENT ON COLUMN public.attempts.erased IS 'Of an erased delivery: the message id is a keyed hash, by which a late receipt still finds it.';

COMMENT ON COLUMN public.attempts.recipient IS 'The address of this attempt where the delivery has another one since: it was corrected before the next attempt.';

CREATE TABLE public.audit_log (
    id uuid NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    actor text NOT NULL,
    api_key_id uuid,
    action text NOT NULL,
    subject_type text NOT NULL,
    subject_id text,
    request_id text,
    details jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT audit_log_action_form CHECK ((action ~ '^[a-z_]+\.[a-z_]+$'::text))
);

COMMENT ON TABLE public.audit_log IS 'Who changed, retried, paused, erased or read what, each written with the change itself. It holds no personal data, so an erasure does not touch it.';

COMMENT ON COLUMN public.audit_log.actor IS 'The name of the key, or of the user who ran the command.';

COMMENT ON COLUMN public.audit_log.api_key_id IS 'Null for a key of ADMIN_API_KEYS and for a command.';

COMMENT ON COLUMN public.audit_log.subject_id IS 'Null where there are many subjects.';

CREATE TABLE public.channels (
    channel text NOT NULL,
    paced_until timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    slow_until timestamp with time zone,
    slowed_to double precision,
    slowed_at timestamp with time zone,
    paused_at timestamp with time zone,
    paused_by text,
    pause_reason text,
    pause_code text,
    probe_at timestamp with time zone,
    probes integer DEFAULT 0 NOT NULL,
    is_trial boolean DEFAULT false NOT NULL,
    trial_until timestamp with time zone,
    account_event_at timestamp with time zone,
    account_event text,
    CONSTRAINT channels_channel_known CHECK ((channel = ANY (ARRAY['whatsapp'::text, 'email'::text])))
);

COMMENT ON TABLE public.channels IS 'State of a channel for all notifiers: its pause and the cause, its pace. A claim locks its row first.';

COMMENT ON COLUMN public.channels.paced_until IS 'The pace is used up until then (theoretical arrival time of GCRA).';

COMMENT ON COLUMN public.channels.slow_until IS 'The provider rate-limited the channel: no message before this time.';

COMMENT ON COLUMN public.channels.slowed_to IS 'Messages per second at slowed_at, after the provider rate-limited the channel; doubled with every minute since.';

COMMENT ON COLUMN public.channels.paused_by IS '"notifier" for a pause that a notifier ends by a probe; else the origin of the pause, which alone resumes it.';

COMMENT ON COLUMN public.channels.probe_at IS 'When the next probe of the provider is due; the notifier that takes it moves it on first.';

COMMENT ON COLUMN public.channels.is_trial IS 'Resumed with one message; the others follow when it got through.';

COMMENT ON COLUMN public.channels.account_event_at IS 'Time, by Meta''s clock, of the last account event that was applied: an older one that comes late changes nothing.';

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
    blocked_by_earlier boolean DEFAULT false NOT NULL,
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
    erased boolean DEFAULT false NOT NULL,
    CONSTRAINT deliveries_channel_known CHECK ((channel = ANY (ARRAY['whatsapp'::text, 'email'::text]))),
    CONSTRAINT deliveries_state_known CHECK ((state = ANY (ARRAY['pending'::text, 'sending'::text, 'accepted'::text, 'sent'::text, 'delivered'::text, 'read'::text, 'in_doubt'::text, 'held'::text, 'failed'::text, 'expired'::text, 'cancelled'::text])))
)
WITH (fillfactor='70', autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='1000', autovacuum_analyze_scale_factor='0', autovacuum_analyze_threshold='5000', autovacuum_vacuum_cost_delay='0');

COMMENT ON TABLE public.deliveries IS 'One outbox event on one channel to one address, with its state.';

COMMENT ON COLUMN public.deliveries.seq IS 'The order within one recipient: by commit.';

COMMENT ON COLUMN public.deliveries.spent IS 'Attempts that count against MAX_ATTEMPTS; the column attempts counts all of them.';

COMMENT ON COLUMN public.deliveries.next_attempt_at IS 'pending: not before this time, null: at once. in_doubt: the end of the in-doubt window, null: not known yet.';

COMMENT ON COLUMN public.deliveries.blocked_by_earlier IS 'An earlier delivery to the same recipient goes first; the function that finishes it clears this.';

COMMENT ON COLUMN public.deliveries.rank IS 'The order between recipients: the earlier of expires_at and a day after the commit.';

COMMENT ON COLUMN public.deliveries.erased IS 'The person is erased: the row is counted and holds no address. An open attempt is recorded without one.';

ALTER TABLE public.deliveries ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.deliveries_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.delivery_counts (
    day date NOT NULL,
    channel text NOT NULL,
    template text NOT NULL,
    state text NOT NULL,
    n bigint NOT NULL
);

COMMENT ON TABLE public.delivery_counts IS 'Final states, by day, of the deliveries that the retention deleted. The day is that of the publication, in TIME_ZONE.';

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

COMMENT ON TABLE public.duty_assignments IS 'A person, a date and a duty time. duty_time is a label such as "Fajar Azaan", not a clock time.';

COMMENT ON COLUMN public.duty_assignments.version IS 'Raised by every change; a message is true only for the version that it names.';

COMMENT ON COLUMN public.duty_assignments.allotted_at IS 'When the present date and time were given: an allotment made after its reminder was due needs no reminder.';

CREATE TABLE public.erasure_key (
    is_only_row boolean DEFAULT true NOT NULL,
    key bytea DEFAULT sha256(convert_to(((gen_random_uuid())::text || (gen_random_uuid())::text), 'UTF8'::name)) NOT NULL,
    CONSTRAINT erasure_key_one_row CHECK (is_only_row)
);

COMMENT ON TABLE public.erasure_key IS 'The key of the hashes of erased addresses. With it a guessed address can be tested, so copies for others omit this table''s rows.';

CREATE TABLE public.idempotency_keys (
    caller text NOT NULL,
    key text NOT NULL,
    request_hash text NOT NULL,
    registration_id uuid,
    status integer NOT NULL,
    headers jsonb NOT NULL,
    body text NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

COMMENT ON TABLE public.idempotency_keys IS 'Answers to requests with an Idempotency-Key, each committed with the writes of the request: a repetition gets the same answer and writes nothing.';

COMMENT ON COLUMN public.idempotency_keys.caller IS 'The name of the admin key, or the hash of the client''s address.';

COMMENT ON COLUMN public.idempotency_keys.request_hash IS 'Of method, path and body: another request with the same key is refused.';

COMMENT ON COLUMN public.idempotency_keys.registration_id IS 'The person whose data the answer carries: an erasure finds it by this.';

CREATE TABLE public.inbound_messages (
    id uuid NOT NULL,
    provider_message_id text NOT NULL,
    phone_number text,
    type text NOT NULL,
    text text,
    context_message_id text,
    delivery_id uuid,
    preference text,
    written_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    mailing_until timestamp with time zone,
    mailed_at timestamp with time zone,
    CONSTRAINT inbound_messages_phone_number_e164 CHECK ((phone_number ~ '^\+[1-9][0-9]{6,14}$'::text)),
    CONSTRAINT inbound_messages_preference_known CHECK ((preference = ANY (ARRAY['stop'::text, 'start'::text])))
);

COMMENT ON TABLE public.inbound_messages IS 'Messages that people wrote to the sending number, each once: shown with the people of the number, and mailed.';

COMMENT ON COLUMN public.inbound_messages.phone_number IS 'Null where Meta does not give the number and no message of this system is quoted.';

COMMENT ON COLUMN public.inbound_messages.text IS 'The words of a text, a button or a caption; null where there are none.';

COMMENT ON COLUMN public.inbound_messages.context_message_id IS 'Meta''s id of the quoted message; delivery_id names its delivery.';

COMMENT ON COLUMN public.inbound_messages.preference IS 'The request in the message: no more messages by WhatsApp, or messages again.';

COMMENT ON COLUMN public.inbound_messages.written_at IS 'By Meta''s clock.';

COMMENT ON COLUMN public.inbound_messages.mailing_until IS 'The lease of the notifier that mails it.';

CREATE TABLE public.installation (
    is_only_row boolean DEFAULT true NOT NULL,
    system_identifier text,
    timeline_id integer,
    database_oid oid NOT NULL,
    table_oid oid NOT NULL,
    remembered_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    differs_since timestamp with time zone,
    earlier_pauses jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT installation_one_row CHECK (is_only_row)
);

COMMENT ON TABLE public.installation IS 'Identity of the database on which the notifiers last worked: a restored, promoted or cloned one has another identity.';

COMMENT ON COLUMN public.installation.system_identifier IS 'Of the server, from initdb; null where this role may not read it.';

COMMENT ON COLUMN public.installation.timeline_id IS 'Changes with each promotion and point-in-time recovery; null where this role may not read it.';

COMMENT ON COLUMN public.installation.table_oid IS 'Of this table: a dump restored into the same database changes it.';

COMMENT ON COLUMN public.installation.earlier_pauses IS 'By channel, the pauses before the pause for the restore; they hold again after it.';

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

COMMENT ON TABLE public.outbox IS 'Events to be told, with frozen parameters: inserted with the domain row and never updated, except that an erasure redacts the payload. The first five columns have the names that Debezium expects.';

CREATE TABLE public.outbox_duty_assignments (
    outbox_id uuid NOT NULL,
    duty_assignment_id uuid NOT NULL,
    version integer NOT NULL
);

COMMENT ON TABLE public.outbox_duty_assignments IS 'The duties, with their versions, that an event names: the event is false as soon as one of them has changed.';

CREATE TABLE public.recipients (
    channel text NOT NULL,
    address text NOT NULL,
    suppressed_at timestamp with time zone,
    suppressed_by text,
    spaced_until timestamp with time zone,
    reached_at timestamp with time zone,
    suppression_message_id text,
    preference_at timestamp with time zone,
    marketing_suppressed_at timestamp with time zone,
    marketing_suppressed_by text,
    marketing_preference_at timestamp with time zone,
    erased_at timestamp with time zone,
    CONSTRAINT recipients_channel_known CHECK ((channel = ANY (ARRAY['whatsapp'::text, 'email'::text])))
);

COMMENT ON TABLE public.recipients IS 'Facts about an address, independent of the people registered with it: suppression and its cause, spacing.';

COMMENT ON COLUMN public.recipients.spaced_until IS 'GCRA over Meta''s pair rate: a burst of 45, then one message in six seconds.';

COMMENT ON COLUMN public.recipients.reached_at IS 'When the last message to it started: Meta counts the recipients that a business reaches in 24 hours.';

COMMENT ON COLUMN public.recipients.suppression_message_id IS 'Meta''s id of the message that asked for the suppression.';

COMMENT ON COLUMN public.recipients.preference_at IS 'When STOP or START was last written, by Meta''s clock: an older one that comes late changes nothing.';

COMMENT ON COLUMN public.recipients.marketing_suppressed_at IS 'The recipient refuses marketing. The three templates are not marketing, so nothing is withheld.';

COMMENT ON COLUMN public.recipients.marketing_preference_at IS 'When that was last decided, by Meta''s clock.';

COMMENT ON COLUMN public.recipients.erased_at IS 'When all people of the address were erased; the address is a keyed hash since then, so that a suppression holds if the address returns.';

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
    consent_at timestamp with time zone,
    consent_source text,
    consent_words text,
    consent_withdrawn_at timestamp with time zone,
    CONSTRAINT registrations_consent_source_length CHECK ((char_length(consent_source) <= 100)),
    CONSTRAINT registrations_consent_words_length CHECK ((char_length(consent_words) <= 1000)),
    CONSTRAINT registrations_full_name_length CHECK ((char_length(full_name) <= 200)),
    CONSTRAINT registrations_phone_number_e164 CHECK (((phone_number ~ '^\+[1-9][0-9]{6,14}$'::text) OR (status = 'erased'::text))),
    CONSTRAINT registrations_status_known CHECK ((status = ANY (ARRAY['active'::text, 'erased'::text])))
);

COMMENT ON TABLE public.registrations IS 'People who signed up. A family may share a phone number, so number and name together identify a person.';

COMMENT ON COLUMN public.registrations.name_key IS 'The full name, lower-cased by the application: lower() of the database depends on its locale.';

COMMENT ON COLUMN public.registrations.consent_at IS 'When the person agreed to WhatsApp messages; null: never.';

COMMENT ON COLUMN public.registrations.consent_source IS 'Where the person agreed: the form, the list, the call.';

COMMENT ON COLUMN public.registrations.consent_words IS 'The text that the person agreed to; null where the client did not give it.';

COMMENT ON COLUMN public.registrations.consent_withdrawn_at IS 'When the person withdrew the consent; a later consent clears it.';

CREATE TABLE public.retries (
    delivery_id uuid NOT NULL,
    requested_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    requested_by text NOT NULL,
    confirm_duplicate boolean NOT NULL,
    was_state text NOT NULL,
    was_reason text,
    was_error_code text,
    was_since timestamp with time zone
);

COMMENT ON TABLE public.retries IS 'Each retry of a delivery by hand: who asked, when, and the state before.';

COMMENT ON COLUMN public.retries.requested_by IS 'The name of the admin key.';

COMMENT ON COLUMN public.retries.confirm_duplicate IS 'The caller accepted that the message may have arrived.';

COMMENT ON COLUMN public.retries.was_since IS 'When the delivery reached was_state.';

CREATE TABLE public.schema_migrations (
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

COMMENT ON TABLE public.schema_migrations IS 'Migrations that were applied, with the SHA-256 of their files.';

CREATE TABLE public.schema_release (
    is_only_row boolean DEFAULT true NOT NULL,
    release text NOT NULL,
    function_hashes jsonb NOT NULL,
    migrated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT schema_release_one_row CHECK (is_only_row)
);

COMMENT ON TABLE public.schema_release IS 'The release that last migrated this database, and the SHA-256 of each file of db/functions then.';

CREATE TABLE public.templates (
    name text NOT NULL,
    state text DEFAULT 'active'::text NOT NULL,
    reason text,
    in_doubt_policy text,
    updated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    hold_code text,
    status_at timestamp with time zone,
    status_event text,
    category_at timestamp with time zone,
    category_event text,
    CONSTRAINT templates_in_doubt_policy_known CHECK ((in_doubt_policy = ANY (ARRAY['resend'::text, 'hold'::text]))),
    CONSTRAINT templates_state_known CHECK ((state = ANY (ARRAY['active'::text, 'held'::text])))
);

COMMENT ON TABLE public.templates IS 'Decisions of the operator or Meta about a WhatsApp template; a template without a row is active and follows IN_DOUBT_POLICY.';

COMMENT ON COLUMN public.templates.hold_code IS 'The cause of the hold: Meta''s error code, or status or category.';

COMMENT ON COLUMN public.templates.status_at IS 'Time, by Meta''s clock, of the last status: an older one that comes late changes nothing.';

CREATE TABLE public.webhook_inbox (
    id uuid NOT NULL,
    body bytea NOT NULL,
    received_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    applied_at timestamp with time zone,
    unmatched jsonb
);

COMMENT ON TABLE public.webhook_inbox IS 'Webhook bodies as Meta signed them, stored before they are answered; the notifier applies them.';

COMMENT ON COLUMN public.webhook_inbox.unmatched IS 'Items that could not be applied, each with its reason.';

ALTER TABLE ONLY public.alerts
    ADD CONSTRAINT alerts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_prefix_key UNIQUE (prefix);

ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT attempts_pkey PRIMARY KEY (delivery_id, number);

ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT attempts_provider_message_id_key UNIQUE (provider_message_id);

ALTER TABLE ONLY public.audit_log
    ADD CONSTRAINT audit_log_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.channels
    ADD CONSTRAINT channels_pkey PRIMARY KEY (channel);

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.delivery_counts
    ADD CONSTRAINT delivery_counts_pkey PRIMARY KEY (day, channel, template, state);

ALTER TABLE ONLY public.duty_assignments
    ADD CONSTRAINT duty_assignments_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.erasure_key
    ADD CONSTRAINT erasure_key_pkey PRIMARY KEY (is_only_row);

ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (caller, key);

ALTER TABLE ONLY public.inbound_messages
    ADD CONSTRAINT inbound_messages_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.inbound_messages
    ADD CONSTRAINT inbound_messages_provider_message_id_key UNIQUE (provider_message_id);

ALTER TABLE ONLY public.installation
    ADD CONSTRAINT installation_pkey PRIMARY KEY (is_only_row);

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

ALTER TABLE ONLY public.retries
    ADD CONSTRAINT retries_pkey PRIMARY KEY (delivery_id, requested_at);

ALTER TABLE ONLY public.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.schema_release
    ADD CONSTRAINT schema_release_pkey PRIMARY KEY (is_only_row);

ALTER TABLE ONLY public.templates
    ADD CONSTRAINT templates_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.webhook_inbox
    ADD CONSTRAINT webhook_inbox_pkey PRIMARY KEY (id);

CREATE INDEX alerts_key_cleared_at ON public.alerts USING btree (key, cleared_at);

CREATE UNIQUE INDEX alerts_one_open_per_key ON public.alerts USING btree (key) WHERE (cleared_at IS NULL);

CREATE UNIQUE INDEX api_keys_name ON public.api_keys USING btree (name) WHERE (revoked_at IS NULL);

CREATE INDEX audit_log_listed ON public.audit_log USING btree (action, subject_type, id) INCLUDE (at);

CREATE INDEX audit_log_listed_by_actor ON public.audit_log USING btree (actor, action, subject_type, id) INCLUDE (at);

CREATE INDEX audit_log_request_id ON public.audit_log USING btree (request_id) WHERE (request_id IS NOT NULL);

CREATE INDEX audit_log_subject ON public.audit_log USING btree (subject_type, subject_id, id);

CREATE INDEX deliveries_blocked ON public.deliveries USING btree (channel, recipient, seq) WHERE ((state = 'pending'::text) AND blocked_by_earlier);

CREATE INDEX deliveries_held ON public.deliveries USING btree (reason, template, rank) WHERE (state = 'held'::text);

CREATE INDEX deliveries_in_doubt ON public.deliveries USING btree (channel, next_attempt_at) WHERE (state = 'in_doubt'::text);

CREATE INDEX deliveries_leased ON public.deliveries USING btree (channel, lease_expires_at) WHERE ((state = 'sending'::text) AND (lease_expires_at IS NOT NULL));

CREATE INDEX deliveries_listed ON public.deliveries USING btree (state, channel, template, id) WHERE (state <> 'sending'::text);

CREATE INDEX deliveries_listed_by_error ON public.deliveries USING btree (last_error_code, state, channel, template, id) WHERE (last_error_code IS NOT NULL);

CREATE UNIQUE INDEX deliveries_one_sending_per_recipient ON public.deliveries USING btree (channel, recipient) WHERE (state = 'sending'::text);

CREATE INDEX deliveries_outbox_id ON public.deliveries USING btree (outbox_id);

CREATE INDEX deliveries_queued ON public.deliveries USING btree (channel, recipient, seq) WHERE (state = 'pending'::text);

CREATE INDEX deliveries_ready ON public.deliveries USING btree (channel, rank, seq) WHERE ((state = 'pending'::text) AND (next_attempt_at IS NULL) AND (NOT blocked_by_earlier));

CREATE INDEX deliveries_registration_id ON public.deliveries USING btree (registration_id, id);

CREATE INDEX deliveries_unfinished ON public.deliveries USING btree (channel, expires_at) WHERE (state = ANY (ARRAY['pending'::text, 'held'::text, 'in_doubt'::text]));

CREATE INDEX deliveries_unregistered ON public.deliveries USING btree (recipient) WHERE (registration_id IS NULL);

CREATE INDEX deliveries_waiting ON public.deliveries USING btree (channel, next_attempt_at) WHERE ((state = 'pending'::text) AND (next_attempt_at IS NOT NULL));

CREATE INDEX duty_assignments_duty_date ON public.duty_assignments USING btree (duty_date, id);

CREATE INDEX duty_assignments_listed ON public.duty_assignments USING btree (status, id);

CREATE INDEX duty_assignments_listed_by_date ON public.duty_assignments USING btree (status, duty_date, id);

CREATE UNIQUE INDEX duty_assignments_registration_date_time_key ON public.duty_assignments USING btree (registration_id, duty_date, duty_time) WHERE (status <> 'cancelled'::text);

CREATE INDEX duty_assignments_registration_id ON public.duty_assignments USING btree (registration_id, id);

CREATE INDEX idempotency_keys_created_at ON public.idempotency_keys USING btree (created_at);

CREATE INDEX idempotency_keys_registration_id ON public.idempotency_keys USING btree (registration_id) WHERE (registration_id IS NOT NULL);

CREATE INDEX inbound_messages_delivery_id ON public.inbound_messages USING btree (delivery_id) WHERE (delivery_id IS NOT NULL);

CREATE INDEX inbound_messages_phone_number ON public.inbound_messages USING btree (phone_number, written_at);

CREATE INDEX inbound_messages_unmailed ON public.inbound_messages USING btree (received_at) WHERE (mailed_at IS NULL);

CREATE INDEX outbox_duty_assignments_duty_assignment_id ON public.outbox_duty_assignments USING btree (duty_assignment_id);

CREATE INDEX recipients_erased_at ON public.recipients USING btree (erased_at) WHERE (erased_at IS NOT NULL);

CREATE INDEX recipients_reached_at ON public.recipients USING btree (channel, reached_at) WHERE (reached_at IS NOT NULL);

CREATE INDEX registrations_email ON public.registrations USING btree (email) WHERE (email IS NOT NULL);

CREATE INDEX registrations_listed ON public.registrations USING btree (status, id);

CREATE INDEX webhook_inbox_unapplied ON public.webhook_inbox USING btree (received_at) WHERE (applied_at IS NULL);

CREATE INDEX webhook_inbox_unmatched ON public.webhook_inbox USING btree (received_at) WHERE (unmatched IS NOT NULL);

CREATE TRIGGER attempts_erased_are_redacted BEFORE UPDATE ON public.attempts FOR EACH ROW WHEN ((old.erased OR new.erased)) EXECUTE FUNCTION public.redact_erased_attempt();

CREATE TRIGGER audit_log_is_kept_for_a_year BEFORE DELETE ON public.audit_log FOR EACH ROW WHEN ((old.at > (now() - '1 year'::interval))) EXECUTE FUNCTION public.refuse_audit_log_change();

CREATE TRIGGER audit_log_is_never_updated BEFORE UPDATE OR TRUNCATE ON public.audit_log FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_audit_log_change();

CREATE TRIGGER channels_keep_restore_pause BEFORE UPDATE OF paused_at, paused_by ON public.channels FOR EACH ROW WHEN (((old.paused_by = 'restore'::text) AND ((new.paused_at IS NULL) OR (new.paused_by IS DISTINCT FROM old.paused_by)))) EXECUTE FUNCTION public.keep_restore_pause();

CREATE TRIGGER deliveries_erased_are_redacted BEFORE UPDATE ON public.deliveries FOR EACH ROW WHEN ((old.erased OR new.erased)) EXECUTE FUNCTION public.redact_erased_delivery();

CREATE TRIGGER outbox_duty_assignments_are_never_updated BEFORE UPDATE ON public.outbox_duty_assignments FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_outbox_update();

CREATE TRIGGER outbox_is_never_updated BEFORE UPDATE OF id, aggregatetype, aggregateid, type, dedupe_key, traceparent, created_at ON public.outbox FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_outbox_update();

CREATE TRIGGER outbox_payload_is_only_redacted BEFORE UPDATE OF payload ON public.outbox FOR EACH ROW EXECUTE FUNCTION public.refuse_outbox_payload();

CREATE TRIGGER registrations_erased_are_redacted BEFORE INSERT OR UPDATE ON public.registrations FOR EACH ROW WHEN ((new.status = 'erased'::text)) EXECUTE FUNCTION public.redact_erased_registration();

CREATE TRIGGER registrations_recall_recipients BEFORE INSERT OR UPDATE OF phone_number, email ON public.registrations FOR EACH ROW WHEN ((new.status = 'active'::text)) EXECUTE FUNCTION public.recall_recipients_of_registration();

ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT attempts_delivery_id_fkey FOREIGN KEY (delivery_id) REFERENCES public.deliveries(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.audit_log
    ADD CONSTRAINT audit_log_api_key_id_fkey FOREIGN KEY (api_key_id) REFERENCES public.api_keys(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_outbox_id_fkey FOREIGN KEY (outbox_id) REFERENCES public.outbox(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES public.registrations(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.duty_assignments
    ADD CONSTRAINT duty_assignments_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES public.registrations(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES public.registrations(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.inbound_messages
    ADD CONSTRAINT inbound_messages_delivery_id_fkey FOREIGN KEY (delivery_id) REFERENCES public.deliveries(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.outbox_duty_assignments
    ADD CONSTRAINT outbox_duty_assignments_duty_assignment_id_fkey FOREIGN KEY (duty_assignment_id) REFERENCES public.duty_assignments(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.outbox_duty_assignments
    ADD CONSTRAINT outbox_duty_assignments_outbox_id_fkey FOREIGN KEY (outbox_id) REFERENCES public.outbox(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.retries
    ADD CONSTRAINT retries_delivery_id_fkey FOREIGN KEY (delivery_id) REFERENCES public.deliveries(id) ON DELETE CASCADE;
