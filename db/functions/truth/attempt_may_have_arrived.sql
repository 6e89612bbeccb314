-- The one rule of which attempts may have reached their recipient: all but those that were not sent, those that the provider
-- refused (an answer of 500 or more says nothing) and those that failed by a receipt.
--
-- Callers: may_have_arrived, take_deliveries, apply_results, settle_deliveries
-- Locks:   none
-- Writes:  nothing
-- Returns: boolean
create or replace function attempt_may_have_arrived(p_attempt attempts) returns boolean language sql immutable as $$
  select p_attempt.failed_at is null and p_attempt.outcome <> 'unsent'
    and (p_attempt.outcome <> 'refused' or coalesce(p_attempt.http_status, 0) >= 500)
$$;
