-- Unblocks deliveries of one channel that wait for an earlier delivery which no longer exists in the queue. Runs once a minute.
--
-- Callers: services/notifier/src/deliveries/settle-deliveries.ts
-- Locks:   deliveries (skip locked)
-- Writes:  deliveries.blocked_by_earlier
-- Returns: nothing
create or replace function repair_recipient_queues(p_channel text) returns void language sql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
as $$
  with stuck as (
    select w.id from deliveries w
    where w.channel = p_channel and w.queue_state = 'pending' and w.blocked_by_earlier
      and not exists (
        select from deliveries o where o.channel = w.channel and o.recipient = w.recipient and o.queue_state = 'sending'
      )
      and not exists (
        select from deliveries o
        where o.channel = w.channel and o.recipient = w.recipient and o.queue_state = 'pending' and o.seq < w.seq
      )
    limit 1000
    for no key update skip locked
  )
  update deliveries d set blocked_by_earlier = false from stuck where d.id = stuck.id
$$;
