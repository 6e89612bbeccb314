-- Applies what became known about attempts: writes the evidence of each, however late, and moves its delivery to its next state.
-- The only function that decides what follows from them.
--
-- p_results: each attempt at most once. p_window: how long a delivery may be in doubt.
--
-- Callers: record_attempts, apply_receipts, settle_deliveries, resume_after_restore
-- Locks:   deliveries by id → attempts → unblock_next_for_recipients, follow_addresses
-- Raises:  unique_violation where another attempt has a message id
-- Writes:  attempts; deliveries: any state up to accepted, sent, delivered, read; sending, in_doubt, accepted, sent (and later, for
--          the latest attempt) → pending, held, in_doubt, failed, expired, cancelled
-- Returns: nothing
create or replace function apply_results(p_results attempt_result[], p_max_attempts integer, p_window interval) returns void language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_bitmapscan = off
  set plan_cache_mode = force_generic_plan set jit = off
as $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_is_news boolean[];
  v_cost_changes integer[];
  v_left uuid[];
  v_waiting uuid[];
begin
  perform from (select distinct r.delivery_id from unnest(p_results) r order by 1) r
  cross join lateral (select from deliveries d where d.id = r.delivery_id for no key update) locked;
  perform store_carried_attempts(array(select r.delivery_id from unnest(p_results) r));

  -- 1. Evidence. The running attempt has no row yet: its delivery knows when it started.
  with result as materialized (
    select r.*, coalesce(a.started_at, d.sending_at) as started_at, d.erased, a.outcome as known_outcome, a.failed_at as known_failed_at,
      coalesce(a.cost, 0) as known_cost, d.attempts = 1 as is_only, d.sent_at as shown_sent_at, d.delivered_at as shown_delivered_at,
      d.read_at as shown_read_at,
      case
        when a.failed_at is not null or a.outcome = 'accepted' and r.failed_at is null then a.cost
        when r.verdict = 'retry_once' then greatest(1, p_max_attempts - 1 - d.spent + coalesce(a.cost, 0))
        else coalesce(r.counts_attempt, 0)
      end as cost
    from unnest(p_results) with ordinality r
    cross join lateral (select * from deliveries where deliveries.id = r.delivery_id) d
    left join lateral (
      select * from attempts where attempts.delivery_id = r.delivery_id and attempts.number = r.attempt
      offset 0 -- else a plan made while the table was empty reads all of it
    ) a on true
  ), written as (
    insert into attempts as known (delivery_id, number, started_at, finished_at, cost, outcome, http_status, provider_code,
      provider_text, trace_id, provider_message_id, sent_at, delivered_at, read_at, failed_at, erased)
    select r.delivery_id, r.attempt, r.started_at, coalesce(r.finished_at, v_now), r.cost, r.outcome, r.http_status, r.code,
      r.text, r.trace_id, r.provider_message_id,
      -- The receipts of an only attempt stand in its delivery: apply_receipts.
      case when r.is_only then least(r.sent_at, r.shown_sent_at) else r.sent_at end,
      case when r.is_only then least(r.delivered_at, r.shown_delivered_at) else r.delivered_at end,
      case when r.is_only then least(r.read_at, r.shown_read_at) else r.read_at end,
      r.failed_at, r.erased
    from result r
    on conflict (delivery_id, number) do update set
      cost = excluded.cost,
      -- Accepted is accepted, whatever another source says.
      outcome = case when known.outcome = 'accepted' then known.outcome else excluded.outcome end,
      http_status = coalesce(excluded.http_status, known.http_status),
      provider_code = coalesce(excluded.provider_code, known.provider_code),
      provider_text = coalesce(excluded.provider_text, known.provider_text),
      trace_id = coalesce(excluded.trace_id, known.trace_id),
      provider_message_id = coalesce(known.provider_message_id, excluded.provider_message_id),
      sent_at = least(known.sent_at, excluded.sent_at),
      delivered_at = least(known.delivered_at, excluded.delivered_at),
      read_at = least(known.read_at, excluded.read_at),
      failed_at = least(known.failed_at, excluded.failed_at)
  )
  select
    array_agg(r.known_failed_at is null
      and (r.failed_at is not null or r.known_outcome is distinct from r.outcome and r.known_outcome is distinct from 'accepted')
      order by r.ordinality),
    array_agg(r.cost - r.known_cost order by r.ordinality)
  into v_is_news, v_cost_changes
  from result r;
  -- The index of attempts does not have those that stand in their delivery alone.
  if exists (
    select from unnest(p_results) r
    cross join lateral (select * from attempts where attempts.delivery_id = r.delivery_id and attempts.number = r.attempt) a
    cross join lateral find_attempts(a.provider_message_id) other
    where other.delivery_id <> a.delivery_id
  ) then
    raise unique_violation using message = 'Another attempt has the message id of this one.';
  end if;

  -- 2. The next state. A delivery shows the highest state of its attempts; it fails only when each attempt that may have arrived
  -- has failed. Steps: the result that counts for each delivery; what its attempts show together (shows); whether the result
  -- decides or is evidence only (decides); the next state; the write.
  with result as (
    -- One result per delivery decides: a failure, of the latest attempt.
    select distinct on (r.delivery_id) r.*,
      v_is_news[r.ordinality] and coalesce(r.verdict <> 'accepted', false) as is_failure,
      sum(v_cost_changes[r.ordinality]) over (partition by r.delivery_id)::integer as cost_change,
      bool_or(r.outcome = 'accepted') over (partition by r.delivery_id) as is_accepted
    from unnest(p_results) with ordinality r
    order by r.delivery_id, is_failure desc, r.attempt desc
  ), shown as materialized (
    select r.*, d.state as old_state, d.queue_state as old_queue_state, d.withdrawn, d.expires_at, d.sending_at, d.attempts, d.erased,
      d.reason as old_reason, d.next_attempt_at as old_next_attempt_at, e.sent_at as first_sent_at,
      e.delivered_at as first_delivered_at, e.read_at as first_read_at, e.failed_at as last_failed_at, e.message_id, e.may_have_arrived,
      d.state = 'sending' and not e.knows_latest as is_running,
      greatest(0, d.spent + r.cost_change) as new_spent,
      -- A wait that the provider asks for leaves time for another try.
      v_now + least(coalesce(r.delay_ms, 0) * interval '1 millisecond',
        case when r.verdict = 'retry' then greatest(d.expires_at - v_now, interval '0') / 2 end) as not_before, e.shows
    from result r
    cross join lateral (select * from deliveries where deliveries.id = r.delivery_id) d
    cross join lateral (
      select
        case
          when bool_or(a.read_at is not null) then 'read'
          when bool_or(a.delivered_at is not null) then 'delivered'
          when bool_or(a.sent_at is not null and a.failed_at is null) then 'sent'
          when bool_or(a.outcome = 'accepted' and a.failed_at is null) then 'accepted'
          when bool_or(a.outcome = 'in_doubt' and a.failed_at is null) then 'in_doubt'
          else 'failed'
        end as shows,
        bool_or(a.number = d.attempts) as knows_latest, -- else the latest attempt has no row yet: it is running
        bool_or(attempt_may_have_arrived(a)) as may_have_arrived,
        min(a.sent_at) as sent_at, min(a.delivered_at) as delivered_at, min(a.read_at) as read_at, max(a.failed_at) as failed_at,
        -- Of the attempt whose state is shown.
        (array_agg(a.provider_message_id order by a.read_at nulls last, a.delivered_at nulls last, a.failed_at nulls first,
          a.number desc) filter (where a.provider_message_id is not null))[1] as message_id
      from attempts a where a.delivery_id = d.id
    ) e
  ), decided as materialized (
    select s.*, s.is_failure and (
        s.attempt = s.attempts
        -- It was the last open doubt, or the state that was shown.
        or s.old_state = 'in_doubt' and s.shows = 'failed'
        or s.old_state in ('accepted', 'sent')
      ) as decides
    from shown s
  ), next as materialized (
    select c.*, case
      when c.shows in ('read', 'delivered') then c.shows
      -- Its notifier will record it, or its lease expires.
      when c.is_running then 'sending'
      when c.shows in ('sent', 'accepted') then c.shows
      when not c.decides then c.old_state
      when c.verdict = 'in_doubt' then 'in_doubt'
      when c.withdrawn then 'cancelled'
      when c.verdict = 'held' then 'held'
      when c.verdict in ('retry', 'retry_once') and c.new_spent < p_max_attempts
        then case when c.not_before >= c.expires_at then 'expired' else 'pending' end
      -- An earlier attempt may have arrived: its receipt decides.
      when c.shows = 'in_doubt' then 'in_doubt'
      else 'failed'
    end as new_state
    from decided c
  ), moved as (
    update deliveries d set
      state = n.new_state,
      reason = case
        when n.new_state = n.old_state and not n.decides then n.old_reason
        when n.new_state in ('pending', 'accepted', 'sent', 'delivered', 'read') then null
        when n.new_state = 'in_doubt' then coalesce(case when n.verdict = 'in_doubt' then n.reason end, 'outcome_unknown')
        when n.new_state in ('expired', 'cancelled') and n.may_have_arrived then 'possibly_sent'
        when n.new_state = 'failed' and n.verdict in ('retry', 'retry_once') then 'attempts_spent'
        when n.new_state in ('failed', 'held') then n.reason
        when n.new_state = 'cancelled' then coalesce(n.old_reason, 'withdrawn')
        else n.old_reason
      end,
      spent = n.new_spent,
      next_attempt_at = case
        when n.new_state = n.old_state then n.old_next_attempt_at
        when n.new_state = 'pending' and n.delay_ms > 0 then n.not_before
        when n.new_state = 'in_doubt'
          then coalesce(n.finished_at, v_now) + least(p_window, (n.expires_at - coalesce(n.finished_at, v_now)) / 2)
      end,
      waits_since = case when n.new_state = n.old_state then d.waits_since else v_now end,
      blocked_by_earlier = d.blocked_by_earlier and n.new_state = 'pending',
      lease_expires_at = case when n.new_state = 'sending' then d.lease_expires_at end,
      provider_message_id = coalesce(n.message_id, d.provider_message_id),
      -- An error ends with a later acceptance; the attempts keep it.
      last_error_code = case when n.new_state not in ('accepted', 'sent', 'delivered', 'read') then coalesce(n.code, d.last_error_code) end,
      last_error_text = case when n.new_state not in ('accepted', 'sent', 'delivered', 'read') then coalesce(n.text, d.last_error_text) end,
      accepted_at = case when n.is_accepted then coalesce(d.accepted_at, v_now) else d.accepted_at end,
      sent_at = coalesce(n.first_sent_at, d.sent_at),
      delivered_at = coalesce(n.first_delivered_at, d.delivered_at),
      read_at = coalesce(n.first_read_at, d.read_at),
      in_doubt_at = case when n.new_state = 'in_doubt' then coalesce(d.in_doubt_at, v_now) else d.in_doubt_at end,
      held_at = case when n.new_state = 'held' and n.decides then v_now else d.held_at end,
      failed_at = case when n.new_state = 'failed' and n.decides then coalesce(n.last_failed_at, v_now) else d.failed_at end,
      expired_at = case when n.new_state = 'expired' then coalesce(d.expired_at, v_now) else d.expired_at end,
      cancelled_at = case when n.new_state = 'cancelled' then coalesce(d.cancelled_at, v_now) else d.cancelled_at end
    from next n
    where d.id = n.delivery_id
    returning d.id, n.old_queue_state, d.queue_state
  ), ended as (
    -- Delivered by another attempt while this one was running: no lease will expire for it. Its answer still completes it.
    insert into attempts (delivery_id, number, started_at, finished_at, outcome, provider_text, erased)
    select n.delivery_id, n.attempts, n.sending_at, v_now, 'in_doubt', 'The delivery was settled by a receipt of another attempt.', n.erased
    from next n where n.is_running and n.new_state <> 'sending'
  )
  select array_agg(m.id) filter (where m.old_queue_state <> 'done' or m.queue_state <> 'done'),
    array_agg(m.id) filter (where m.queue_state in ('pending', 'held'))
  into v_left, v_waiting
  from moved m;

  if v_left is not null then
    perform unblock_next_for_recipients(v_left);
  end if;
  if v_waiting is not null then
    perform follow_addresses(v_waiting);
  end if;
end $$;
