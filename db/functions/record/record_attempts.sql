-- Records how attempts ended, as the notifier that made them saw it.
--
-- p_results: [{delivery_id, attempt, outcome, http_status, code, text, trace_id, provider_message_id, verdict, reason, delay_ms,
--              counts_attempt}]
--
-- Callers: services/notifier/src/deliveries/record-attempts.ts
-- Locks:   failure streak (skip locked) → as apply_results
-- Writes:  as apply_results; an accepted attempt ends the failure streak of its channel
-- Returns: nothing
create or replace function record_attempts(p_results jsonb, p_max_attempts integer, p_window interval) returns void language sql as $$
  delete from failure_streaks s
  using (
    select k.channel, k.source from failure_streaks k
    where k.source = 'answer' and exists (
      select from jsonb_to_recordset(p_results) r(delivery_id uuid, outcome text)
      join deliveries d on d.id = r.delivery_id
      where r.outcome = 'accepted' and d.channel = k.channel
    )
    for update skip locked
  ) ended
  where s.channel = ended.channel and s.source = ended.source;
  select apply_results(array(select r from jsonb_populate_recordset(null::attempt_result, p_results) r), p_max_attempts, p_window)
$$;
