-- Whether some attempt of a delivery was accepted or is in doubt, and no receipt says that it failed.
--
-- Callers: park_unsendable, settle_deliveries, packages/shared/src/outbox/withdraw.ts
-- Locks:   none
-- Writes:  nothing
-- Returns: boolean
create or replace function may_have_arrived(p_delivery_id uuid) returns boolean language sql stable
  set enable_seqscan = off set jit = off
as $$
  select exists (
    select from attempts e
    where e.delivery_id = p_delivery_id and e.outcome in ('accepted', 'in_doubt') and e.failed_at is null
  )
$$;
