-- Makes deliveries ready whose time to wait has passed.
--
-- Callers: claim_deliveries
-- Locks:   deliveries (skip locked)
-- Writes:  deliveries.next_attempt_at, blocked_by_earlier
-- Returns: nothing
create or replace function ready_due(p_channel text, p_now timestamptz, p_limit integer) returns void language plpgsql as $$
begin
  if not exists (
    select from deliveries w where w.channel = p_channel and w.queue_state = 'pending' and w.next_attempt_at <= p_now
  ) then
    return;
  end if;
  update deliveries d set next_attempt_at = null, blocked_by_earlier = false
  from (
    select w.id from deliveries w
    where w.channel = p_channel and w.queue_state = 'pending' and w.next_attempt_at <= p_now
    order by w.next_attempt_at limit p_limit
    for no key update skip locked
  ) due
  where d.id = due.id;
end $$;
