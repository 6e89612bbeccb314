-- Holds the confirmations of a public registration, in the statement that published them.
--
-- Callers: services/api/src/registrations/insert-registrations.ts
-- Locks:   deliveries (new)
-- Writes:  deliveries: pending → held
-- Returns: true
create or replace function hold_confirmations(p_outbox_id uuid) returns boolean language plpgsql
  set enable_seqscan = off set jit = off
as $$
begin
  update deliveries d set state = 'held', reason = 'sign_up_flood', held_at = clock_timestamp() where d.outbox_id = p_outbox_id;
  return true;
end $$;
