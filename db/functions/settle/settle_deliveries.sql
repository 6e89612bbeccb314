-- Applies the changes that time alone decides for one channel: expired leases, closed in-doubt windows, passed deadlines, free
-- daily recipients. Safe on any number of notifiers at once. Each pass locks first and judges in a later statement, so that a
-- withdrawal committed in between counts.
--
-- Callers: services/notifier/src/deliveries/settle-deliveries.ts
-- Locks:   deliveries (skip locked, in three passes, each followed by unblock_next_for_recipients or follow_addresses)
-- Writes:  deliveries: sending → in_doubt, accepted, sent; in_doubt → pending, held, expired, cancelled; pending, held, in_doubt
--          → expired; held → pending; attempts
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
  c_late constant interval := '5 seconds'; -- passes are a second apart
  v_now constant timestamptz := clock_timestamp();
  v_lost uuid[];
  v_closed uuid[];
  v_verdicts verdict[];
  v_late uuid[];
  v_new_recipients bigint;
begin
  -- 1. Expired leases: the notifier is gone or frozen, and the outcome of the attempt is unknown.
  select array_agg(locked.id) into v_lost
  from (
    select l.id from deliveries l
    where l.channel = p_channel and l.queue_state = 'sending' and l.lease_expires_at < v_now
    order by l.lease_expires_at limit p_limit
    for no key update skip locked
  ) locked;
  if v_lost is not null then
    perform apply_results(unknown_outcomes(v_lost, 'lease_ran_out', 'The lease expired without a recorded outcome.'),
      p_max_attempts, p_window);
  end if;

  -- 2. Closed windows. No notifier ran at the end of some: their windows end now, because a receipt may have come since.
  if p_channel = 'whatsapp' and exists (select from webhook_inbox w where w.applied_at is null) then
    update deliveries d set next_attempt_at = v_now, waits_since = v_now
    from (
      select u.id from deliveries u
      where u.channel = p_channel and u.queue_state = 'in_doubt' and u.next_attempt_at < v_now - c_late
      order by u.next_attempt_at limit p_limit
      for no key update skip locked
    ) late
    where d.id = late.id;
  end if;
  -- A stored body that is not yet applied may still settle a delivery, and where all receipts stopped, a missing
  -- one means nothing.
  select array_agg(locked.id) into v_closed
  from (
    select u.id from deliveries u
    where u.channel = p_channel and u.queue_state = 'in_doubt' and u.next_attempt_at <= v_now
      and not exists (
        select from webhook_inbox w
        where p_channel = 'whatsapp' and w.applied_at is null and w.received_at <= u.next_attempt_at
      )
      and not (p_channel = 'whatsapp' and receipts_stopped(v_now))
    order by u.next_attempt_at limit p_limit
    for no key update skip locked
  ) locked;
  if v_closed is not null then
    select array_agg(case
        when d.withdrawn then ('cancelled', null, null)::verdict
        when d.expires_at <= v_now then ('expired', null, null)::verdict
        when d.spent >= p_max_attempts
          -- The latest attempt was refused for good and an earlier one is in doubt: only a person can find out about it.
          or not coalesce((
            select attempt_may_have_arrived(a) from attempts a where a.delivery_id = d.id and a.number = d.attempts
          ), true)
          or coalesce((select min(t.in_doubt_policy) from templates t where t.name = d.template), p_policy) = 'hold'
          then ('held', 'in_doubt', null)::verdict
        else ('pending', null, null)::verdict
      end order by c.place)
    into v_verdicts
    from unnest(v_closed) with ordinality c(id, place)
    cross join lateral (select * from deliveries where deliveries.id = c.id) d;
    perform divert_deliveries(v_closed, v_verdicts, v_now);
    perform follow_addresses(v_closed);
  end if;

  -- 3. Passed deadlines.
  select array_agg(locked.id) into v_late
  from (
    select u.id from deliveries u
    where u.channel = p_channel and u.queue_state in ('pending', 'held', 'in_doubt') and u.expires_at <= v_now
    order by u.expires_at limit p_limit
    for no key update skip locked
  ) locked;
  if v_late is not null then
    perform divert_deliveries(v_late, array_fill(('expired', null, null)::verdict, array[cardinality(v_late)]), v_now);
  end if;

  if p_channel = 'whatsapp' then
    perform release_decided_numbers();
  end if;

  if p_daily_recipients is not null then
    v_new_recipients := greatest(0, p_daily_recipients - recipients_reached_in_a_day(p_channel, p_daily_recipients, v_now));
    perform release_held('daily_recipients', null, null, v_new_recipients);
    perform release_held('reserved_for_reminders', null, null,
      (select least(c.unreserved_left, v_new_recipients) from channels c where c.channel = p_channel));
  elsif p_channel = 'whatsapp' then
    perform release_held('reserved_for_reminders', null, null, null);
  end if;

  return coalesce(cardinality(v_lost), 0) + coalesce(cardinality(v_closed), 0) + coalesce(cardinality(v_late), 0);
end $$;
