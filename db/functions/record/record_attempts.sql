-- Records how attempts ended. The evidence of an attempt is always written, however late. The schedule (state, lease, next
-- attempt) moves
-- only for the latest attempt of a delivery.
--
-- p_results: [{delivery_id, attempt, outcome, http_status, code, text, trace_id, provider_message_id,
--              verdict: accepted | retry | retry_once | failed | held | in_doubt, reason, delay_ms, counts_attempt}]
--
-- Callers: services/notifier/src/deliveries/record-attempts.ts
-- Locks:   deliveries by id → attempts → unblock_next_for_recipients, follow_addresses
-- Writes:  attempts: evidence; deliveries: sending, in_doubt → accepted, sent, pending, held, in_doubt, failed, expired,
--          cancelled; a late acceptance also from pending, held, failed, expired, cancelled
-- Returns: nothing
create or replace function record_attempts(p_results jsonb, p_max_attempts integer, p_window interval) returns void language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_bitmapscan = off
  set plan_cache_mode = force_generic_plan set jit = off
as $$
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
