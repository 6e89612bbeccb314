-- Records how attempts ended, as the notifier that made them saw it.
--
-- p_results, each delivery at most once: [{delivery_id, attempt, outcome, http_status, code, text, trace_id, provider_message_id,
--              verdict, reason, delay_ms, counts_attempt}]
--
-- Callers: services/notifier/src/deliveries/record-attempts.ts
-- Locks:   failure streak (skip locked) → deliveries by id → as accept_first_attempts → as apply_results
-- Raises:  lock_not_available; the caller begins again
-- Writes:  as accept_first_attempts and apply_results; an accepted attempt ends the failure streak of its channel
-- Returns: whether a delivery may be ready now: one that was not accepted, or the next of a recipient
create or replace function record_attempts(p_results jsonb, p_max_attempts integer, p_window interval) returns boolean language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
as $$
declare
  v_results attempt_result[];
  v_all_first boolean;
  v_accepted record;
begin
  select array_agg(r), bool_and((
    r.outcome = 'accepted' and r.verdict = 'accepted' and r.attempt = 1 and r.counts_attempt = 0 and r.code is null and r.text is null
    and d.state = 'sending' and d.attempts = 1
  ) is true) into v_results, v_all_first
  from jsonb_populate_recordset(null::attempt_result, p_results) r
  left join lateral (select * from deliveries where deliveries.id = r.delivery_id offset 0) d on true;
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

  if not v_all_first then
    -- In one order, because apply_results locks what is left over.
    perform from (select r.delivery_id from unnest(v_results) r order by 1) r
    cross join lateral (select from deliveries d where d.id = r.delivery_id for no key update) locked;
  end if;
  v_accepted := accept_first_attempts(v_results);
  if v_accepted.others is not null then
    if v_all_first then
      -- A delivery changed since that check. The rest is locked against the order, so it waits only a moment.
      perform set_config('lock_timeout', '50ms', true);
    end if;
    perform apply_results(v_accepted.others, p_max_attempts, p_window);
  end if;
  return v_accepted.has_next or v_accepted.others is not null;
end $$;
