-- Reads the attempts that stand in their delivery alone: the only attempt of a delivery that is done, unless it has a row.
-- accept_first_attempts writes no row; store_carried_attempts does before anything but a receipt that advances the delivery.
--
-- Callers: finished_attempts, store_carried_attempts
-- Locks:   none
-- Writes:  nothing
-- Returns: one row per carried attempt, as it would stand in attempts
create or replace function carried_attempts(p_delivery_ids uuid[]) returns setof attempts language sql stable as $$
  select d.id, 1, d.sending_at, d.accepted_at, 0, 'accepted', case d.channel when 'whatsapp' then 200 end, null::text, null::text,
    d.trace_id, d.provider_message_id, d.sent_at, d.delivered_at, d.read_at, null::timestamptz, d.erased, null::text
  from deliveries d
  where d.id = any (p_delivery_ids) and d.queue_state = 'done' and d.attempts = 1
    -- No "exists": Postgres may read a whole index into a hash for it.
    and (select true from attempts a where a.delivery_id = d.id and a.number = 1) is null
$$;
