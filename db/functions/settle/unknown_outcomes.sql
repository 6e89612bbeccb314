-- Builds the results of running attempts whose outcome nobody will report.
--
-- Callers: settle_deliveries, resume_after_restore, which hold these deliveries
-- Locks:   none
-- Writes:  nothing
-- Returns: one result per delivery that is being sent
create or replace function unknown_outcomes(p_ids uuid[], p_reason text, p_text text) returns attempt_result[] language sql stable
  set enable_seqscan = off set jit = off
as $$
  select array_agg((d.id, d.attempts, 'in_doubt', null, null, p_text, null, null,
    -- The window begins with the end of the lease, however late that is noticed.
    case when p_reason = 'lease_ran_out' then d.lease_expires_at end,
    null, null, null, null, 'in_doubt', p_reason, null, 1)::attempt_result)
  from deliveries d where d.id = any (p_ids) and d.queue_state = 'sending'
$$;
