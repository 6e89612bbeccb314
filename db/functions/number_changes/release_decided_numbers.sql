-- Releases deliveries that are held for a changed number about which a person has decided since. Repeated by the settlement, because
-- a claim that runs beside the decision may hold one more.
--
-- Callers: decide_number_change, settle_deliveries
-- Locks:   deliveries (skip locked)
-- Writes:  deliveries: held → pending
-- Returns: nothing
create or replace function release_decided_numbers() returns void language sql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
as $$
  with released as (
    select d.id from deliveries d
    where d.queue_state = 'held' and d.reason = 'number_changed'
      and not exists (
        select from number_changes n
        where n.address = d.recipient and n.decided_at is null and (d.registration_id is null or n.registration_id = d.registration_id)
      )
    order by d.id
    for no key update skip locked
  )
  update deliveries d set state = 'pending', reason = null, next_attempt_at = null, blocked_by_earlier = false
  from released where d.id = released.id
$$;
