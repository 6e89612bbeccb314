-- Writes the rows of attempts that stand in their delivery alone, before something happens to them that only a row can keep: a
-- failure, another attempt, an erasure.
--
-- Callers: apply_results, retry_deliveries, redact_erased_delivery, which hold these deliveries
-- Locks:   none; the deliveries are locked by the callers
-- Writes:  attempts: insert
-- Returns: nothing
create or replace function store_carried_attempts(p_delivery_ids uuid[]) returns void language sql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
as $$
  insert into attempts select * from carried_attempts(p_delivery_ids)
$$;
