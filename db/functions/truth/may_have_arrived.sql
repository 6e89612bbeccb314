-- Whether a delivery may have reached its recipient: it is being sent, was accepted, or some attempt may have arrived.
--
-- Callers: divert_deliveries, check_retryable, duty_tellings
-- Locks:   none
-- Writes:  nothing
-- Returns: boolean
create or replace function may_have_arrived(p_delivery_id uuid, p_queue_state text) returns boolean language sql stable
  set enable_seqscan = off set jit = off
as $$
  select p_queue_state in ('sending', 'done') or exists (
    select from attempts a where a.delivery_id = p_delivery_id and attempt_may_have_arrived(a)
  )
$$;
