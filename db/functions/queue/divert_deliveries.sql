-- Gives deliveries that are not sent now their verdicts, and lets those behind them go first.
--
-- p_verdicts: one per id
--
-- Callers: claim_deliveries, settle_deliveries, withdraw_deliveries, which hold these deliveries
-- Locks:   deliveries (the head of each queue, skip locked; then unblock_next_for_recipients)
-- Writes:  deliveries: pending, held, in_doubt → pending, held, expired, cancelled; blocked_by_earlier, next_attempt_at, rank
-- Returns: nothing
create or replace function divert_deliveries(p_ids uuid[], p_verdicts verdict[], p_now timestamptz) returns void language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_bitmapscan = off
  set plan_cache_mode = force_generic_plan set jit = off
as $$
declare
  v_blocked uuid[];
  v_others uuid[];
begin
  update deliveries d set
    state = v.state,
    reason = case
      when v.state = 'pending' then null
      when v.state in ('expired', 'cancelled') and may_have_arrived(d.id, d.queue_state) then 'possibly_sent'
      else coalesce(v.reason, d.reason)
    end,
    blocked_by_earlier = v.state = 'pending' and v.reason is not null,
    next_attempt_at = v.not_before,
    waits_since = p_now,
    held_at = case when v.state = 'held' then p_now else d.held_at end,
    expired_at = case when v.state = 'expired' then p_now else d.expired_at end,
    cancelled_at = case when v.state = 'cancelled' then p_now else d.cancelled_at end,
    withdrawn = d.withdrawn or v.state = 'cancelled'
  from rows from (unnest(p_ids), unnest(p_verdicts)) v(id, state, reason, not_before)
  where d.id = v.id;

  select array_agg(v.id) filter (where v.state = 'pending' and v.reason is not null),
    array_agg(v.id) filter (where v.state <> 'pending' or v.reason is null)
  into v_blocked, v_others
  from rows from (unnest(p_ids), unnest(p_verdicts)) v(id, state, reason, not_before);

  if v_blocked is not null then
    -- The head of a queue takes the earliest rank of those behind it, else a reminder would wait behind confirmations.
    update deliveries head set rank = least(head.rank, waiting.rank)
    from (
      select h.id, min(d.rank) as rank
      from unnest(v_blocked) b(id)
      cross join lateral (select * from deliveries where deliveries.id = b.id) d
      cross join lateral (
        select o.id from deliveries o
        where o.channel = d.channel and o.recipient = d.recipient and o.queue_state = 'pending' and o.seq < d.seq
        order by o.seq limit 1
        for no key update skip locked
      ) h
      group by h.id
    ) waiting
    where head.id = waiting.id and head.rank > waiting.rank;
  end if;

  perform unblock_next_for_recipients(v_others);
end $$;
