-- Makes deliveries ready whose time to wait has passed.
--
-- Callers: claim_deliveries
-- Locks:   deliveries (skip locked)
-- Writes:  deliveries.next_attempt_at, blocked_by_earlier
-- Returns: the end of the next wait, in the past where a due delivery is locked now; null: none waits
create or replace function ready_due(p_channel text, p_now timestamptz, p_limit integer) returns timestamptz language plpgsql as $$
declare
  v_next timestamptz;
begin
  for v_pass in 1..2 loop
    select w.next_attempt_at into v_next from deliveries w
    where w.channel = p_channel and w.queue_state = 'pending' and w.next_attempt_at is not null
    order by w.next_attempt_at limit 1;
    exit when v_pass = 2 or v_next is null or v_next > p_now;

    update deliveries d set next_attempt_at = null, blocked_by_earlier = false
    from (
      select w.id from deliveries w
      where w.channel = p_channel and w.queue_state = 'pending' and w.next_attempt_at <= p_now
      order by w.next_attempt_at limit p_limit
      for no key update skip locked
    ) due
    where d.id = due.id;
  end loop;
  return v_next;
end $$;
