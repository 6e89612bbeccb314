-- Records how attempts ended, as the notifier that made them saw it.
--
-- p_results, each delivery at most once: [{delivery_id, attempt, outcome, http_status, code, text, trace_id, provider_message_id,
--              verdict, reason, delay_ms, counts_attempt}]
--
-- Callers: services/notifier/src/deliveries/record-attempts.ts
-- Locks:   failure streak (skip locked) → as accept_first_attempts → as apply_results
-- Writes:  as accept_first_attempts and apply_results; an accepted attempt ends the failure streak of its channel
-- Returns: nothing
create or replace function record_attempts(p_results jsonb, p_max_attempts integer, p_window interval) returns void language plpgsql as $$
declare
  v_results attempt_result[];
begin
  v_results := array(select r from jsonb_populate_recordset(null::attempt_result, p_results) r);
  if exists (select from failure_streaks k where k.source = 'answer') then
    delete from failure_streaks s
    using (
      select k.channel, k.source from failure_streaks k
      where k.source = 'answer' and exists (
        select from unnest(v_results) r join deliveries d on d.id = r.delivery_id
        where r.outcome = 'accepted' and d.channel = k.channel
      )
      for update skip locked
    ) ended
    where s.channel = ended.channel and s.source = ended.source;
  end if;

  v_results := accept_first_attempts(v_results);
  if v_results is not null then
    perform apply_results(v_results, p_max_attempts, p_window);
  end if;
end $$;
