-- Writes down how attempts ended. Evidence (what is known of the attempt) is always written, however late; the schedule (state,
-- lease, next attempt) moves only for the delivery's latest attempt: a stale finisher moves nothing back.
--
-- p_results: [{delivery_id, attempt, outcome, http_status, code, text, trace_id, provider_message_id,
--              verdict: accepted | retry | retry_once | failed | held | in_doubt, reason, delay_ms, spends}]
create function record_attempts(p_results jsonb, p_max_attempts integer, p_window interval) returns void language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_now constant timestamptz := clock_timestamp();
begin
  -- In the order of ids, as everyone who locks several deliveries does.
  perform from (select r.delivery_id from jsonb_to_recordset(p_results) r(delivery_id uuid) order by r.delivery_id) r
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

  update deliveries d set
    state = s.state,
    reason = s.reason,
    spent = case
      when not s.scheduled then d.spent
      when r.verdict = 'retry_once' then greatest(s.spent_before + 1, p_max_attempts - 1)
      else s.spent_before + coalesce(r.spends, 0)
    end,
    next_attempt_at = case
      when s.state = 'pending' and r.delay_ms > 0 then v_now + r.delay_ms * interval '1 millisecond'
      when r.verdict = 'in_doubt' and s.state = 'in_doubt' then v_now + least(p_window, (d.expires_at - v_now) / 2)
    end,
    waits_turn = d.waits_turn and s.state = 'pending',
    lease_expires_at = case when s.state <> 'sending' then null else d.lease_expires_at end,
    provider_message_id = coalesce(r.provider_message_id, d.provider_message_id),
    last_error_code = coalesce(r.code, d.last_error_code),
    last_error_text = coalesce(r.text, d.last_error_text),
    in_doubt_at = case when s.state = 'in_doubt' then coalesce(d.in_doubt_at, v_now) else d.in_doubt_at end,
    held_at = case when s.state = 'held' then v_now else d.held_at end,
    accepted_at = case when r.verdict = 'accepted' then coalesce(d.accepted_at, v_now) else d.accepted_at end,
    failed_at = case when s.state = 'failed' then v_now else d.failed_at end,
    expired_at = case when s.state = 'expired' then v_now else d.expired_at end,
    cancelled_at = case when s.state = 'cancelled' then v_now else d.cancelled_at end
  from jsonb_to_recordset(p_results) r(delivery_id uuid, attempt integer, code text, text text, provider_message_id text,
    verdict text, reason text, delay_ms double precision, spends integer)
  cross join lateral (
    select now_d.* from deliveries now_d where now_d.id = r.delivery_id
  ) c
  cross join lateral (
    select
      c.attempts = r.attempt and c.state = any (array['sending', 'in_doubt']) as scheduled,
      -- An attempt in doubt was counted when it came to be in doubt.
      case when c.state = 'in_doubt' then greatest(0, c.spent - 1) else c.spent end as spent_before,
      coalesce((
        select max(case e.outcome when 'accepted' then 2 when 'in_doubt' then 1 else 0 end) from attempts e
        where e.delivery_id = c.id and e.number < r.attempt and e.failed_at is null
      ), 0) as arrived, -- an earlier attempt: 2 surely did, 1 may have
      (
        select bool_or(e.sent_at is not null) from attempts e where e.delivery_id = c.id and e.failed_at is null
      ) as was_sent
  ) guard
  cross join lateral (
    select guard.scheduled, guard.spent_before, schedule.*
    from (
      select case
        when r.verdict = 'accepted' then case
          when guard.scheduled or c.state = any (array['pending', 'held', 'in_doubt', 'failed', 'expired', 'cancelled'])
            then case when guard.was_sent then 'sent' else 'accepted' end
          else c.state
        end
        when not guard.scheduled then c.state
        when guard.arrived = 2 then case when guard.was_sent then 'sent' else 'accepted' end
        when r.verdict = 'in_doubt' then 'in_doubt'
        when c.withdrawn then 'cancelled'
        when r.verdict = 'held' then 'held'
        when r.verdict = 'retry' and guard.spent_before + coalesce(r.spends, 0) < p_max_attempts
          or r.verdict = 'retry_once' and guard.spent_before < p_max_attempts - 1 then case
          when v_now + coalesce(r.delay_ms, 0) * interval '1 millisecond' >= c.expires_at then 'expired'
          else 'pending'
        end
        -- Its callback still tells, so this is not known to have failed.
        when guard.arrived = 1 then 'in_doubt'
        else 'failed'
      end as state
    ) decided
    cross join lateral (
      select decided.state, case
        when decided.state = any (array['accepted', 'sent', 'pending']) then null
        when not guard.scheduled then c.reason
        when decided.state = 'in_doubt' then 'outcome_unknown'
        when decided.state = any (array['expired', 'cancelled']) and guard.arrived > 0 then 'possibly_sent'
        when decided.state = 'cancelled' then c.reason
        when decided.state = 'failed' and r.verdict like 'retry%' then 'attempts_spent'
        else r.reason
      end as reason
    ) schedule
  ) s
  where d.id = r.delivery_id
    and (guard.scheduled or r.verdict = 'accepted')
    -- Its callback, which overtook the answer, has said already that what was accepted failed.
    and (r.verdict <> 'accepted' or (
      select e.failed_at from attempts e where e.delivery_id = r.delivery_id and e.number = r.attempt
    ) is null);

  perform let_next_go(array(select r.delivery_id from jsonb_to_recordset(p_results) r(delivery_id uuid)));
end $$;
