-- Withdraws the unsent ones of these deliveries: waiting ones are cancelled; ones that are in flight or may have arrived are marked
-- and never sent again.
--
-- Callers: change_duties, erase_registration, packages/shared/src/outbox/withdraw.ts, which have locked the row that makes them
--          untrue in an earlier statement
-- Locks:   deliveries by id: these, and the pending ones of the same recipients → unblock_next_for_recipients
-- Writes:  deliveries: pending, held → cancelled; withdrawn, reason
-- Returns: nothing
create or replace function withdraw_deliveries(p_ids uuid[], p_reason text) returns void language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
as $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_waiting uuid[];
begin
  -- With those that wait for the same recipients: unblock_next_for_recipients locks one of them, which another person with the
  -- same number may be withdrawing.
  perform from (
    select i.id from unnest(p_ids) i(id)
    union
    select other.id from unnest(p_ids) i(id)
    cross join lateral (select * from deliveries where deliveries.id = i.id) d
    cross join lateral (
      select o.id from deliveries o where o.channel = d.channel and o.recipient = d.recipient and o.queue_state = 'pending'
    ) other
    where d.queue_state in ('pending', 'held')
    order by 1
  ) i
  cross join lateral (
    select from deliveries d
    where d.id = i.id and (d.queue_state in ('pending', 'held', 'sending', 'in_doubt') or d.state in ('accepted', 'sent'))
    for no key update
  ) locked;

  select array_agg(d.id) into v_waiting
  from unnest(p_ids) i(id) cross join lateral (select * from deliveries where deliveries.id = i.id) d
  where d.queue_state in ('pending', 'held');
  if v_waiting is not null then
    perform divert_deliveries(v_waiting, array_fill(('cancelled', p_reason, null)::verdict, array[cardinality(v_waiting)]), v_now);
  end if;

  update deliveries d set
    withdrawn = true,
    reason = case when d.queue_state = 'done' then d.reason else p_reason end
  from unnest(p_ids) i(id)
  where d.id = i.id and (
    d.queue_state in ('sending', 'in_doubt')
    -- A failed receipt could cause a resend of these.
    or d.channel = 'whatsapp' and d.state in ('accepted', 'sent') and d.expires_at > v_now
  );
end $$;
