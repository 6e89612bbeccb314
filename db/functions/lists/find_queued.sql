-- Finds the unfinished deliveries of one state, for a list. A function, because it keeps the planner from scanning the whole
-- table when its statistics are old.
--
-- p_queue_state: pending, sending, in_doubt or held. p_channel, p_template: null: all
--
-- Callers: services/api/src/deliveries/find-deliveries.ts
-- Locks:   none
-- Writes:  nothing
-- Returns: ids, in no order
create or replace function find_queued(p_queue_state text, p_channel text, p_template text) returns setof uuid language sql stable
  set enable_seqscan = off set jit = off
as $$
  select d.id from deliveries d
  where p_queue_state = 'pending' and d.queue_state = 'pending'
    and d.channel = coalesce(p_channel, d.channel) and d.template = coalesce(p_template, d.template)
  union all
  select d.id from deliveries d
  where p_queue_state = 'sending' and d.queue_state = 'sending'
    and d.channel = coalesce(p_channel, d.channel) and d.template = coalesce(p_template, d.template)
  union all
  select d.id from deliveries d
  where p_queue_state = 'in_doubt' and d.queue_state = 'in_doubt'
    and d.channel = coalesce(p_channel, d.channel) and d.template = coalesce(p_template, d.template)
  union all
  select d.id from deliveries d
  where p_queue_state = 'held' and d.queue_state = 'held'
    and d.channel = coalesce(p_channel, d.channel) and d.template = coalesce(p_template, d.template)
$$;
