-- Unblocks the earliest waiting delivery of each recipient of the given deliveries.
-- Locks the row before it is judged, so that a claim that parks it at the same time is waited for and not missed.
--
-- Callers: every function that finishes or moves a delivery
-- Locks:   deliveries by recipient: against the order, as the callers hold others, so it waits only a moment
-- Writes:  deliveries.blocked_by_earlier, rank
-- Raises:  lock_not_available after 50 ms; the callers begin again
-- Returns: nothing
create or replace function unblock_next_for_recipients(finished uuid[]) returns void language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_bitmapscan = off
  set plan_cache_mode = force_generic_plan set jit = off set lock_timeout = '50ms'
as $$
declare
  v_next uuid[];
begin
  select array_agg(locked.id) into v_next
  from (
    select distinct d.channel, d.recipient
    from unnest(finished) f(id) cross join lateral (select * from deliveries where deliveries.id = f.id) d
    order by 1, 2
  ) r
  cross join lateral (
    select d.id from deliveries d
    where d.channel = r.channel and d.recipient = r.recipient and d.queue_state = 'pending' and d.next_attempt_at is null
    order by d.seq limit 1
    for no key update
  ) locked;

  if v_next is not null then
    -- It takes the earliest rank of those behind it, so that a reminder does not wait behind a message with a late rank.
    update deliveries d set blocked_by_earlier = false, rank = least(d.rank, behind.rank)
    from unnest(v_next) n(id)
    cross join lateral (select * from deliveries where deliveries.id = n.id) head
    cross join lateral (
      select min(w.rank) as rank from deliveries w
      where w.channel = head.channel and w.recipient = head.recipient and w.queue_state = 'pending' and w.blocked_by_earlier
    ) behind
    where d.id = n.id and (d.blocked_by_earlier or d.rank > behind.rank);
  end if;
end $$;
