-- Writes receipts to the attempts that they name and moves their deliveries up.
--
-- p_items, each attempt at most once: [{item, delivery_id, attempt, provider_message_id, sent_at, delivered_at, read_at, failed_at,
--            code, text, verdict: retry | retry_once | failed | held, reason, delay_ms, counts_attempt}]
-- Without delivery_id and attempt, provider_message_id finds the attempt.
--
-- Callers: services/notifier/src/webhooks/queries.ts
-- Locks:   deliveries by id → attempts → unblock_next_for_recipients, follow_addresses
-- Writes:  attempts: evidence; deliveries: any state up to accepted, sent, delivered, read; a failed receipt: → pending, held,
--          in_doubt, failed, expired, cancelled
-- Returns: the items that match no attempt
create or replace function apply_receipts(p_items jsonb, p_max_attempts integer) returns setof integer language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
as $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_matched jsonb;
  v_changed uuid[];
  v_waiting uuid[];
begin
  select coalesce(jsonb_agg(jsonb_build_object('item', i.item, 'delivery_id', a.delivery_id, 'number', a.number)), '[]')
  into v_matched
  from jsonb_to_recordset(p_items) i(item integer, delivery_id uuid, attempt integer, provider_message_id text)
  cross join lateral (
    select named.delivery_id, named.number from attempts named
    where named.delivery_id = i.delivery_id and named.number = i.attempt
    union
    select known.delivery_id, known.number from attempts known
    where known.provider_message_id = i.provider_message_id and i.delivery_id is null
  ) a;

  perform from (
    select distinct m.delivery_id from jsonb_to_recordset(v_matched) m(delivery_id uuid) order by 1
  ) m
  cross join lateral (select d.id from deliveries d where d.id = m.delivery_id for no key update) locked;

  -- Judged with the deliveries locked: two notifiers may apply the same receipt, and only one of them has news.
  select coalesce(jsonb_agg(jsonb_build_object('item', m.item, 'delivery_id', m.delivery_id, 'number', m.number,
    'is_news', a.failed_at is null and i.failed_at is not null, 'was_spent', coalesce(a.outcome = any (array['in_doubt', 'refused']), false),
    'was_doubt', coalesce((a.outcome = 'in_doubt' or a.outcome = 'refused' and a.http_status >= 500) and i.failed_at is null, false))),
    '[]')
  into v_matched
  from jsonb_to_recordset(v_matched) m(item integer, delivery_id uuid, number integer)
  join jsonb_to_recordset(p_items) i(item integer, failed_at timestamptz) using (item)
  cross join lateral (
    select attempts.failed_at, attempts.outcome, attempts.http_status from attempts
    where attempts.delivery_id = m.delivery_id and attempts.number = m.number
  ) a;

  -- Meta accepted the message, whatever happened later: the doubt is settled and the message id is known.
  update attempts a set
    outcome = 'accepted',
    finished_at = coalesce(a.finished_at, v_now),
    provider_message_id = coalesce(a.provider_message_id, i.provider_message_id),
    provider_code = coalesce(i.code, a.provider_code),
    provider_text = coalesce(i.text, a.provider_text),
    sent_at = least(a.sent_at, i.sent_at),
    delivered_at = least(a.delivered_at, i.delivered_at),
    read_at = least(a.read_at, i.read_at),
    failed_at = least(a.failed_at, i.failed_at)
  from jsonb_to_recordset(v_matched) m(item integer, delivery_id uuid, number integer)
  join jsonb_to_recordset(p_items) i(item integer, provider_message_id text, code text, text text,
    sent_at timestamptz, delivered_at timestamptz, read_at timestamptz, failed_at timestamptz) using (item)
  where a.delivery_id = m.delivery_id and a.number = m.number;

  -- A delivery shows the highest state of its attempts. It has failed only when each attempt that may have arrived has failed.
  with shown as (
    select d.id, d.state as old_state, best.*, i.verdict, i.reason as failed_reason, i.delay_ms, i.counts_attempt, i.code, i.text,
      m.was_spent, m.doubts_settled,
      m.is_news and (m.number = d.attempts and best.shows = any (array['failed', 'in_doubt'])
        or d.state = 'in_doubt' and best.shows = 'failed'
        -- The delivery showed the state of this attempt.
        or d.state = any (array['accepted', 'sent']) and best.shows = any (array['failed', 'in_doubt'])) as decides
    from (
      select distinct on (m.delivery_id) m.*,
        count(*) filter (where m.was_doubt) over (partition by m.delivery_id)::integer as doubts_settled
      from jsonb_to_recordset(v_matched) m(item integer, delivery_id uuid, number integer, is_news boolean,
        was_spent boolean, was_doubt boolean)
      order by m.delivery_id, m.is_news desc, m.number desc
    ) m
    join jsonb_to_recordset(p_items) i(item integer, code text, text text, verdict text, reason text,
      delay_ms double precision, counts_attempt integer) using (item)
    cross join lateral (select * from deliveries where deliveries.id = m.delivery_id) d
    cross join lateral (
      select
        case
          when bool_or(a.read_at is not null) then 'read'
          when bool_or(a.delivered_at is not null) then 'delivered'
          when bool_or(a.sent_at is not null and a.failed_at is null) then 'sent'
          when bool_or(a.outcome = 'accepted' and a.failed_at is null) then 'accepted'
          when bool_or(coalesce(a.outcome, 'in_doubt') = 'in_doubt') then 'in_doubt'
          else 'failed'
        end as shows,
        bool_or(a.number = d.attempts and a.outcome is not null) as latest_is_known,
        min(a.sent_at) as sent_at, min(a.delivered_at) as delivered_at, min(a.read_at) as read_at,
        max(a.failed_at) as failed_at,
        (array_agg(a.provider_message_id order by a.read_at nulls last, a.delivered_at nulls last, a.failed_at nulls first,
          a.number desc) filter (where a.provider_message_id is not null))[1] as provider_message_id
      from attempts a where a.delivery_id = d.id
    ) best
  ), moved as (
    update deliveries d set
      state = s.state,
      reason = case
        when s.state = f.old_state and not f.decides then d.reason
        when s.state = 'in_doubt' then 'outcome_unknown'
        when s.state = 'failed' and f.verdict like 'retry%' then 'attempts_spent'
        when s.state = any (array['failed', 'held']) then f.failed_reason
        when s.state = any (array['accepted', 'sent', 'delivered', 'read', 'pending']) then null
        -- The late acceptance has overwritten the reason of the withdrawal.
        when s.state = 'cancelled' then coalesce(d.reason, 'withdrawn')
        else d.reason
      end,
      spent = case
        when not f.decides then c.still_spent
        when f.verdict = 'retry_once' then greatest(c.still_spent + case when f.was_spent then 0 else 1 end, p_max_attempts - 1)
        when f.was_spent then c.still_spent
        else c.still_spent + coalesce(f.counts_attempt, 0)
      end,
      next_attempt_at = case
        when s.state = 'pending' and f.old_state = 'pending' then d.next_attempt_at
        when s.state = 'pending' then v_now + coalesce(f.delay_ms, 0) * interval '1 millisecond'
        when s.state = 'in_doubt' then d.next_attempt_at
      end,
      blocked_by_earlier = d.blocked_by_earlier and s.state = 'pending',
      lease_expires_at = case when s.state = 'sending' then d.lease_expires_at end,
      provider_message_id = coalesce(f.provider_message_id, d.provider_message_id),
      last_error_code = coalesce(f.code, d.last_error_code),
      last_error_text = coalesce(f.text, d.last_error_text),
      accepted_at = coalesce(d.accepted_at, v_now),
      sent_at = coalesce(f.sent_at, d.sent_at),
      delivered_at = coalesce(f.delivered_at, d.delivered_at),
      read_at = coalesce(f.read_at, d.read_at),
      in_doubt_at = case when s.state = 'in_doubt' then coalesce(d.in_doubt_at, v_now) else d.in_doubt_at end,
      failed_at = case when s.state = 'failed' then coalesce(f.failed_at, v_now) else d.failed_at end,
      held_at = case when s.state = 'held' and f.decides then v_now else d.held_at end,
      cancelled_at = case when s.state = 'cancelled' then coalesce(d.cancelled_at, v_now) else d.cancelled_at end,
      expired_at = case when s.state = 'expired' then coalesce(d.expired_at, v_now) else d.expired_at end
    from shown f
    -- An attempt was counted when it became in doubt or was refused by a failing server; an accepted one counts only when it fails.
    cross join lateral (
      select deliveries.*, greatest(0, deliveries.spent - f.doubts_settled) as still_spent
      from deliveries where deliveries.id = f.id
    ) c
    cross join lateral (
      select case
        when f.shows = any (array['read', 'delivered']) then f.shows
        -- Its notifier may still end before it records; then the lease expires.
        when c.state = 'sending' and not f.latest_is_known then 'sending'
        when f.shows = any (array['sent', 'accepted']) then f.shows
        -- News of an older attempt does not change an open or decided one.
        when not f.decides then c.state
        when c.withdrawn then 'cancelled'
        when f.verdict = 'held' then 'held'
        when f.verdict = 'retry' and c.still_spent + case when f.was_spent then 0 else coalesce(f.counts_attempt, 0) end < p_max_attempts
          or f.verdict = 'retry_once' and c.still_spent < p_max_attempts - 1 then case
          when v_now + coalesce(f.delay_ms, 0) * interval '1 millisecond' >= c.expires_at then 'expired'
          else 'pending'
        end
        -- An earlier attempt may have arrived: its receipt decides.
        when f.shows = 'in_doubt' then 'in_doubt'
        else 'failed'
      end as state
    ) s
    where d.id = f.id
    returning d.id, d.state
  ), ended as (
    -- Delivered while another attempt is open: no lease will expire for it, so it ends here; its answer still completes it.
    update attempts a set
      outcome = 'in_doubt', finished_at = v_now, provider_text = 'The delivery was settled by a receipt of another attempt.'
    from moved where a.delivery_id = moved.id and moved.state <> 'sending' and a.outcome is null
  )
  select array_agg(moved.id), array_agg(moved.id) filter (where moved.state in ('pending', 'held')) into v_changed, v_waiting
  from moved;

  perform unblock_next_for_recipients(v_changed);
  perform follow_addresses(v_waiting);

  return query
  select i.item from jsonb_to_recordset(p_items) i(item integer)
  where not exists (select from jsonb_to_recordset(v_matched) m(item integer) where m.item = i.item);
end $$;
