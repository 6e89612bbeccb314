-- Applies the changes that time alone decides for one channel: expired leases, closed in-doubt windows, passed deadlines, free
-- daily recipients.
-- Safe on any number of notifiers at once.
--
-- Callers: services/notifier/src/deliveries/settle-deliveries.ts
-- Locks:   deliveries (skip locked, in four passes, each followed by unblock_next_for_recipients or follow_addresses)
-- Writes:  deliveries: sending → in_doubt, accepted, sent; in_doubt → pending, held, expired, cancelled; pending, held, in_doubt
--          → expired; held → pending; attempts: outcome in_doubt
-- Returns: how many deliveries moved
create or replace function settle_deliveries(
  p_channel text,
  p_window interval,
  p_policy text,
  p_max_attempts integer,
  p_daily_recipients integer default null,
  p_limit integer default 1000
) returns integer language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
as $$
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
