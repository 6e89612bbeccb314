-- Holds the deliveries of held templates among the next ready ones, in one update: met one by one, each costs a claim as much again
-- as a message that it takes. What else may keep them from being sent is judged when they are released; until then a withdrawal
-- cancels them and their deadline ends them.
--
-- p_from_rank: earlier ranks are skipped; null: none. p_limit: how many ready ones are read
--
-- Callers: claim_deliveries, which holds the channel
-- Locks:   deliveries (skip locked) → unblock_next_for_recipients
-- Writes:  deliveries: pending → held
-- Returns: how many
create or replace function hold_ready(p_channel text, p_from_rank timestamptz, p_limit integer, p_now timestamptz)
returns integer language plpgsql as $$
declare
  v_held uuid[];
  v_recipients text[];
  v_followed uuid[];
begin
  with held as (
    update deliveries d set state = 'held', reason = 'template', waits_since = p_now, held_at = p_now
    from (
      select locked.id
      from (
        select n.id, n.template, n.language from deliveries n
        where n.channel = p_channel and n.queue_state = 'pending' and n.next_attempt_at is null and not n.blocked_by_earlier
          and n.rank >= coalesce(p_from_rank, '-infinity')
        order by n.rank, n.seq limit p_limit
      ) ready
      cross join lateral (
        select l.id from deliveries l
        where l.id = ready.id and l.queue_state = 'pending' and l.next_attempt_at is null and not l.blocked_by_earlier
        for no key update skip locked
      ) locked
      where (ready.template, ready.language) in (select t.name, t.language from templates t where t.state = 'held')
    ) locked
    where d.id = locked.id
    returning d.id, d.recipient
  )
  select array_agg(h.id), array_agg(h.recipient) into v_held, v_recipients from held h;

  -- In a later statement, which sees them held: few recipients have another message waiting.
  select array_agg(h.id) into v_followed
  from unnest(v_held, v_recipients) h(id, recipient)
  cross join lateral (
    select from deliveries o where o.channel = p_channel and o.recipient = h.recipient and o.queue_state = 'pending' limit 1
  ) next;
  if v_followed is not null then
    perform unblock_next_for_recipients(v_followed);
  end if;
  return coalesce(cardinality(v_held), 0);
end $$;
