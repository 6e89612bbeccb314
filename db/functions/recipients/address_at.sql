-- Returns the form of an address for an event of p_at: the keyed hash where the address was erased after the event.
--
-- Callers: find_writers, learn_aliases, services/notifier/src/tasks/send-template.ts
-- Locks:   none
-- Writes:  nothing
-- Returns: text
create or replace function address_at(p_channel text, p_address text, p_at timestamptz) returns text language sql stable as $$
  select coalesce((
    select r.address from recipients r
    where r.channel = p_channel and r.address = erased_form(p_address) and r.erased_at >= p_at
  ), p_address)
$$;
