-- Where an attempt went that is not where its delivery goes now.
alter table attempts add column recipient text;
comment on column attempts.recipient is 'Where it went, when that is not its delivery''s recipient any more: the address was corrected before it was tried again.';

create or replace function blank_erased_attempt() returns trigger language plpgsql as $$
begin
  new.erased := true;
  new.recipient := null;
  new.provider_message_id := erased_form(new.provider_message_id);
  new.provider_text := null;
  new.trace_id := null;
  return new;
end $$;

-- Where a person is to be reached on a channel now; null: not at all. No row where nobody registered is concerned.
create function present_address(p_registration_id uuid, p_channel text) returns table (address text) language sql stable
  set enable_seqscan = off set jit = off
as $$
  select case when p_channel = 'email' then p.email when p.whatsapp_opt_in then p.phone_number end
  from registrations p where p.id = p_registration_id
$$;

-- Has those of the given deliveries that wait to be tried again follow an address that was corrected while they were under way.
-- The caller has locked them in an earlier statement, as whoever corrects an address does: of the two, one always sees the other.
-- At the new address they wait their turn like everybody; who waited behind them at the old one may go.
create function follow_addresses(p_ids uuid[]) returns void language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
as $$
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
    update deliveries d set recipient = m.address, waits_turn = false from moving m where d.id = m.id
    returning m.channel, m.recipient
  )
  select array_agg(moved.channel), array_agg(moved.recipient) into v_channels, v_left from moved;

  if v_left is not null then
    perform let_next_go(array(
      select waiting.id
      from (select distinct l.channel, l.address from unnest(v_channels, v_left) l(channel, address)) l
      cross join lateral (
        select w.id from deliveries w
        where w.channel = l.channel and w.recipient = l.address and w.state = 'pending' order by w.seq limit 1
      ) waiting
    ));
  end if;
end $$;

comment on column deliveries.next_attempt_at is 'pending: not before then, null is at once. in_doubt: when the doubt is decided, null is not known yet.';

-- What time alone decides for one channel: leases that ran out, doubts whose window closed, deadlines that passed.
-- Safe on any number of notifiers at once; returns how many deliveries moved.
create or replace function settle_deliveries(
  p_channel text,
  p_window interval,
  p_policy text,
  p_max_attempts integer,
  p_daily_recipients integer default null,
  p_limit integer default 1000
) returns integer language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_decided uuid[];
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
      state = coalesce(earlier.arrived, 'in_doubt'),
      reason = case when earlier.arrived is null then 'lease_ran_out' end,
      in_doubt_at = case when earlier.arrived is null then v_now else d.in_doubt_at end,
      spent = d.spent + 1,
      next_attempt_at = case
        when earlier.arrived is null then d.lease_expires_at + least(p_window, (d.expires_at - d.lease_expires_at) / 2)
      end,
      lease_expires_at = null
    from lost
    -- What an earlier attempt is known to have brought there is not sent again.
    cross join lateral (
      select max(case when a.sent_at is null then 'accepted' else 'sent' end) as arrived from attempts a
      where a.delivery_id = lost.id and a.outcome = 'accepted' and a.failed_at is null
    ) earlier
    where d.id = lost.id
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

  -- The last attempt failed, and what is in doubt is an earlier one: its window begins now.
  update deliveries d set next_attempt_at = v_now + least(p_window, (d.expires_at - v_now) / 2)
  from (
    select u.id from deliveries u
    where u.channel = p_channel and u.state = 'in_doubt' and u.next_attempt_at is null
    limit p_limit
    for no key update skip locked
  ) undated
  where d.id = undated.id;

  -- The window is over and no callback came. One that is stored and not yet applied may still settle it, and where callbacks
  -- have stopped coming altogether their silence says nothing.
  -- They are locked first and judged in the next statement: a withdrawal that is committed between a look and its lock must count.
  select array_agg(decided.id) into v_decided
  from (
    select u.id from deliveries u
    where u.channel = p_channel and u.state = 'in_doubt' and u.next_attempt_at <= v_now
      and not exists (
        select from webhook_inbox w
        where p_channel = 'whatsapp' and w.applied_at is null and w.received_at <= u.next_attempt_at
      )
      and not (p_channel = 'whatsapp' and callbacks_are_broken(v_now))
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
        -- The last attempt was refused for good: nothing more is to be tried, and only a person can find out about the one before.
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

  with late as (
    select u.id from deliveries u
    where u.channel = p_channel and u.state in ('pending', 'held', 'in_doubt') and u.expires_at <= v_now
    order by u.expires_at limit p_limit
    for no key update skip locked
  ), moved as (
    update deliveries d set
      state = 'expired', expired_at = v_now, next_attempt_at = null, waits_turn = false,
      reason = case when d.state = 'in_doubt' or d.reason = 'in_doubt' or may_have_arrived(d.id) then 'possibly_sent' else d.reason end
    from late where d.id = late.id
    returning d.id
  )
  select array_agg(moved.id) into v_settled from moved;
  v_count := v_count + coalesce(cardinality(v_settled), 0);
  perform let_next_go(v_settled);

  if p_daily_recipients is not null then
    perform release_held('daily_recipients', null,
      greatest(0, p_daily_recipients - recipients_reached_in_a_day(p_channel, p_daily_recipients, v_now)));
  end if;

  return v_count;
end $$;

-- Credits callbacks to the attempts they name and moves their deliveries up; p_items is folded: each attempt at most once.
--
-- p_items: [{item, delivery_id, attempt, provider_message_id, sent_at, delivered_at, read_at, failed_at, code, text,
--            verdict: retry | retry_once | failed | held, reason, delay_ms, spends}]
-- delivery_id and attempt may be null, then provider_message_id finds the attempt.
-- Returns the items that match no attempt.
create or replace function apply_callbacks(p_items jsonb, p_max_attempts integer) returns setof integer language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
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

  -- Only now, with the deliveries locked, is it certain which failures are news: a callback may come twice, to two notifiers.
  select coalesce(jsonb_agg(jsonb_build_object('item', m.item, 'delivery_id', m.delivery_id, 'number', m.number,
    'is_news', a.failed_at is null and i.failed_at is not null, 'was_spent', coalesce(a.outcome = any (array['in_doubt', 'refused']), false),
    'was_doubt', coalesce(a.outcome = 'in_doubt' and i.failed_at is null, false))), '[]')
  into v_matched
  from jsonb_to_recordset(v_matched) m(item integer, delivery_id uuid, number integer)
  join jsonb_to_recordset(p_items) i(item integer, failed_at timestamptz) using (item)
  cross join lateral (
    select attempts.failed_at, attempts.outcome from attempts
    where attempts.delivery_id = m.delivery_id and attempts.number = m.number
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
      m.was_spent, m.doubts_settled,
      m.is_news and (m.number = d.attempts and best.shows = any (array['failed', 'in_doubt'])
        or d.state = 'in_doubt' and best.shows = 'failed'
        -- What it showed was this attempt.
        or d.state = any (array['accepted', 'sent']) and best.shows = any (array['failed', 'in_doubt'])) as decides
    from (
      select distinct on (m.delivery_id) m.*,
        count(*) filter (where m.was_doubt) over (partition by m.delivery_id)::integer as doubts_settled
      from jsonb_to_recordset(v_matched) m(item integer, delivery_id uuid, number integer, is_news boolean,
        was_spent boolean, was_doubt boolean)
      order by m.delivery_id, m.is_news desc, m.number desc
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
        -- Why, the answer that accepted it has overwritten.
        when s.state = 'cancelled' then coalesce(d.reason, 'withdrawn')
        else d.reason
      end,
      spent = case
        when not f.decides then c.still_spent
        when f.verdict = 'retry_once' then greatest(c.still_spent + case when f.was_spent then 0 else 1 end, p_max_attempts - 1)
        when f.was_spent then c.still_spent
        else c.still_spent + coalesce(f.spends, 0)
      end,
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
      in_doubt_at = case when s.state = 'in_doubt' then coalesce(d.in_doubt_at, v_now) else d.in_doubt_at end,
      failed_at = case when s.state = 'failed' then coalesce(f.failed_at, v_now) else d.failed_at end,
      held_at = case when s.state = 'held' and f.decides then v_now else d.held_at end,
      cancelled_at = case when s.state = 'cancelled' then coalesce(d.cancelled_at, v_now) else d.cancelled_at end,
      expired_at = case when s.state = 'expired' then coalesce(d.expired_at, v_now) else d.expired_at end
    from shown f
    -- An attempt in doubt was counted when it came to be in doubt; one that was taken counts only when it fails.
    cross join lateral (
      select deliveries.*, greatest(0, deliveries.spent - f.doubts_settled) as still_spent
      from deliveries where deliveries.id = f.id
    ) c
    cross join lateral (
      select case
        when f.shows = any (array['read', 'delivered']) then f.shows
        -- Its notifier may still die, and its lease then tells.
        when c.state = 'sending' and not f.latest_is_known then 'sending'
        when f.shows = any (array['sent', 'accepted']) then f.shows
        -- An attempt under way, or already decided on, is not disturbed by news of an older one.
        when not f.decides then c.state
        when c.withdrawn then 'cancelled'
        when f.verdict = 'held' then 'held'
        when f.verdict = 'retry' and c.still_spent + case when f.was_spent then 0 else coalesce(f.spends, 0) end < p_max_attempts
          or f.verdict = 'retry_once' and c.still_spent < p_max_attempts - 1 then case
          when v_now + coalesce(f.delay_ms, 0) * interval '1 millisecond' >= c.expires_at then 'expired'
          else 'pending'
        end
        -- An earlier attempt may have arrived: its callback still tells, so this is not known to have failed.
        when f.shows = 'in_doubt' then 'in_doubt'
        else 'failed'
      end as state
    ) s
    where d.id = f.id
    returning d.id, d.state
  )
  select array_agg(moved.id), array_agg(moved.id) filter (where moved.state in ('pending', 'held')) into v_changed, v_waiting
  from moved;

  perform let_next_go(v_changed);
  perform follow_addresses(v_waiting);

  return query
  select i.item from jsonb_to_recordset(p_items) i(item integer)
  where not exists (select from jsonb_to_recordset(v_matched) m(item integer) where m.item = i.item);
end $$;

-- As before, and what a claim would refuse at the address where the person is to be reached now.
create or replace function judge_replays(p_ids uuid[], p_confirm_duplicate boolean) returns table (delivery_id uuid, verdict text)
  language sql volatile
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
  select d.id, case
    when d.state in ('delivered', 'read') then 'has_arrived'
    when d.state = 'cancelled' then 'delivery_cancelled'
    when d.withdrawn then 'delivery_withdrawn'
    when d.state in ('pending', 'sending') or d.state = 'held' and d.reason = 'daily_recipients' then 'nothing_to_retry'
    when d.expires_at <= clock_timestamp() then 'delivery_expired'
    -- Not "exists" here and below: Postgres may answer that by reading a whole table into a hash.
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
    -- An attempt that a callback called failed has not arrived; after a 5xx nobody knows.
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

-- As before, to the person's present address.
create or replace function replay_deliveries(
  p_ids uuid[], p_delays_ms double precision[], p_requested_by text, p_confirm_duplicate boolean
) returns void language sql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
  with asked as (
    select clock_timestamp() as at
  ), noted as (
    insert into replays (delivery_id, requested_at, requested_by, confirm_duplicate, was_state, was_reason, was_error_code, was_since)
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
    state = 'pending', reason = null, spent = 0, waits_turn = false, lease_expires_at = null,
    rank = least(d.expires_at, asked.at + interval '24 hours'),
    next_attempt_at = case
      when i.delay_ms > 0 then asked.at + least(i.delay_ms * interval '1 millisecond', (d.expires_at - asked.at) / 2)
    end
  from asked cross join unnest(p_ids, p_delays_ms) i(id, delay_ms)
  where d.id = i.id;
  select follow_addresses(p_ids)
$$;

alter function settle_deliveries set jit = off;
alter function apply_callbacks set jit = off;
alter function judge_replays set jit = off;
alter function replay_deliveries set jit = off;
