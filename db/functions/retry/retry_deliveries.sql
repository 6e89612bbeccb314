-- Queues deliveries again by hand, to the present address of their person. The caller locked them and judged them by
-- check_retryable.
--
-- Callers: services/api/src/deliveries
-- Locks:   deliveries (locked by the caller) → follow_addresses
-- Writes:  deliveries: any judged state → pending; attempts: insert, cost, sent_at; retries: insert
-- Returns: nothing
create or replace function retry_deliveries(
  p_ids uuid[], p_delays_ms double precision[], p_requested_by text, p_confirm_duplicate boolean
) returns void language sql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
as $$
  select store_carried_attempts(p_ids);
  with asked as (
    select clock_timestamp() as at
  ), noted as (
    insert into retries (delivery_id, requested_at, requested_by, confirm_duplicate, was_state, was_reason, was_error_code, was_since)
    select d.id, asked.at, p_requested_by, p_confirm_duplicate, d.state, d.reason, d.last_error_code, state_since(d)
    from asked cross join unnest(p_ids) i(id) cross join lateral (select * from deliveries where deliveries.id = i.id) d
  ), restarted as (
    -- The receipts of an only attempt stand in its delivery; it gets another attempt.
    update attempts a set cost = 0, sent_at = case when d.attempts = 1 then d.sent_at else a.sent_at end
    from unnest(p_ids) i(id) cross join lateral (select * from deliveries where deliveries.id = i.id) d
    where a.delivery_id = i.id and (a.cost > 0 or d.attempts = 1)
  )
  update deliveries d set
    state = 'pending', reason = null, spent = 0, blocked_by_earlier = false, lease_expires_at = null,
    rank = least(d.expires_at, asked.at + interval '24 hours'),
    waits_since = asked.at,
    next_attempt_at = case
      when i.delay_ms > 0 then asked.at + least(i.delay_ms * interval '1 millisecond', (d.expires_at - asked.at) / 2)
    end
  from asked cross join unnest(p_ids, p_delays_ms) i(id, delay_ms)
  where d.id = i.id;
  select follow_addresses(p_ids)
$$;
