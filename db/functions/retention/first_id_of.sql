-- Returns the lowest UUIDv7 of an instant: its first 48 bits are milliseconds.
--
-- Callers: confirmations_in_the_last_hour, confirmations_left, receipts_missing, receipts_stopped, delete_finished_deliveries,
--          services/api/src/http, services/api/src/deliveries, services/notifier/src/health, services/notifier/src/retention
-- Locks:   none
-- Writes:  nothing
-- Returns: uuid
create or replace function first_id_of(p_instant timestamptz) returns uuid language sql immutable as $$
  select (lpad(to_hex(floor(extract(epoch from p_instant) * 1000)::bigint), 12, '0') || '70008000000000000000')::uuid
$$;
