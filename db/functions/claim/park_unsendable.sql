-- Takes deliveries that cannot be sent now out of the ready index.
--
-- p_verdicts, one per id: wait | space:<seconds> | expired | held:<reason> | cancelled:<reason>
--
-- Callers: claim_deliveries, which holds the channel and these deliveries
-- Locks:   deliveries (the head of each queue, skip locked; then unblock_next_for_recipients)
-- Writes:  deliveries: pending → held, expired, cancelled; blocked_by_earlier, next_attempt_at, rank
-- Returns: nothing
create or replace function park_unsendable(p_ids uuid[], p_verdicts text[], p_now timestamptz) returns void language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_bitmapscan = off
  set plan_cache_mode = force_generic_plan set jit = off
as $$
begin
  update deliveries d set
    state = case when l.stays then d.state else split_part(l.verdict, ':', 1) end,
    reason = case
      when l.stays then d.reason
      when l.verdict not like 'held:%' and may_have_arrived(d.id) then 'possibly_sent'
      else nullif(split_part(l.verdict, ':', 2), '')
    end,
    blocked_by_earlier = l.verdict = 'wait',
    next_attempt_at = case
      when l.verdict like 'space:%' then p_now + split_part(l.verdict, ':', 2)::double precision * interval '1 second'
    end,
    expired_at = case when l.verdict = 'expired' then p_now else d.expired_at end,
    held_at = case when l.verdict like 'held:%' then p_now else d.held_at end,
    cancelled_at = case when l.verdict like 'cancelled:%' then p_now else d.cancelled_at end,
    withdrawn = d.withdrawn or l.verdict like 'cancelled:%'
  from (
    select left_out.*, left_out.verdict = 'wait' or left_out.verdict like 'space:%' as stays
    from unnest(p_ids, p_verdicts) left_out(id, verdict)
  ) l
  where d.id = l.id;

  -- The head of a queue takes the earliest rank of those behind it, else a reminder would wait behind confirmations.
  update deliveries head set rank = least(head.rank, waiting.rank)
  from (
    select h.id, min(d.rank) as rank
    from unnest(p_ids, p_verdicts) l(id, verdict)
    cross join lateral (select * from deliveries where deliveries.id = l.id) d
    cross join lateral (
      select o.id from deliveries o
      where o.channel = d.channel and o.recipient = d.recipient and o.state = 'pending' and o.seq < d.seq
      order by o.seq limit 1
      for no key update skip locked
    ) h
    where l.verdict = 'wait'
    group by h.id
  ) waiting
  where head.id = waiting.id and head.rank > waiting.rank;

  perform unblock_next_for_recipients(array(select l.id from unnest(p_ids, p_verdicts) l(id, verdict) where l.verdict <> 'wait'));
end $$;
