-- For each recipient of the given deliveries, lets the earliest of those that wait their turn go.
-- The row is locked before it is judged: a claim that is just sending it to the back of the queue is waited for, never missed.
create function let_next_go(finished uuid[]) returns void language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
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
    where d.channel = r.channel and d.recipient = r.recipient and d.state = 'pending' and d.next_attempt_at is null
    order by d.seq limit 1
    for no key update
  ) locked;

  if v_next is not null then
    -- As early as those behind it deserve: a reminder must not wait behind one that comes after everybody else's.
    update deliveries d set waits_turn = false, rank = least(d.rank, behind.rank)
    from unnest(v_next) n(id)
    cross join lateral (select * from deliveries where deliveries.id = n.id) head
    cross join lateral (
      select min(w.rank) as rank from deliveries w
      where w.channel = head.channel and w.recipient = head.recipient and w.state = 'pending' and w.waits_turn
    ) behind
    where d.id = n.id and (d.waits_turn or d.rank > behind.rank);
  end if;
end $$;
