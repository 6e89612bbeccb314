-- Records how attempts ended, as the notifier that made them saw it.
--
-- p_results: [{delivery_id, attempt, outcome, http_status, code, text, trace_id, provider_message_id, verdict, reason, delay_ms,
--              counts_attempt}]
--
-- Callers: services/notifier/src/deliveries/record-attempts.ts
-- Locks:   as apply_results
-- Writes:  as apply_results
-- Returns: nothing
create or replace function record_attempts(p_results jsonb, p_max_attempts integer, p_window interval) returns void language sql as $$
  select apply_results(array(select r from jsonb_populate_recordset(null::attempt_result, p_results) r), p_max_attempts, p_window)
$$;
