-- Redacts the row of an erased delivery after every write. A trigger, so that no later write (the answer of an open request, a receipt,
-- an expired lease) restores an address. After the write, because Postgres locks each row once more where a trigger may change it
-- before: every claim, answer and receipt would pay for it.
--
-- Callers: trigger
-- Locks:   none; the row is locked by the write
-- Writes:  attempts: insert; deliveries, unless the row is redacted
-- Returns: nothing
create or replace function redact_erased_delivery() returns trigger language plpgsql
  set enable_seqscan = off set jit = off
as $$
begin
  perform store_carried_attempts(array[new.id]); -- its row keeps the message id as a keyed hash
  update deliveries d set
    erased = true,
    recipient = 'erased:' || d.id, -- unique, because two may be in flight at once
    withdrawn = true, -- never sent again, whatever a late receipt or an operator asks
    provider_message_id = null,
    trace_id = null,
    last_error_text = null
  where d.id = new.id and not (
    d.erased and d.recipient = 'erased:' || d.id and d.withdrawn and d.provider_message_id is null and d.trace_id is null
    and d.last_error_text is null
  );
  return null;
end $$;

create or replace trigger deliveries_erased_are_redacted after update on deliveries
  for each row when (old.erased or new.erased) execute function redact_erased_delivery();
