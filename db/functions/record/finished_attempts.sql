-- Reads all finished attempts of deliveries: those with a row, and those that stand in their delivery alone.
--
-- Callers: services/api/src/deliveries, proofs
-- Locks:   none
-- Writes:  nothing
-- Returns: one row per attempt; the receipts of an only attempt stand in its delivery
create or replace function finished_attempts(p_delivery_ids uuid[]) returns setof attempts language sql stable as $$
  select a.* from attempts a where a.delivery_id = any (p_delivery_ids)
  union all
  select c.* from carried_attempts(p_delivery_ids) c
$$;
