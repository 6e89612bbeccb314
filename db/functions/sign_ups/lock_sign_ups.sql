-- Locks phone numbers and mailboxes that are registered without a key, so that those who register the same ones wait for one another
-- and each sees what the others committed.
--
-- Callers: services/api/src/registrations/insert-registrations.ts
-- Locks:   advisory, of each number and mailbox in one order, until the transaction ends; before all rows
-- Writes:  nothing
-- Returns: true
create or replace function lock_sign_ups(p_addresses text[]) returns boolean language plpgsql as $$
begin
  perform pg_advisory_xact_lock(k.key)
  from (
    select distinct hashtextextended('dutybell:sign-up:' || given.address, 0) as key
    from unnest(p_addresses) given(address)
    where given.address is not null
    order by 1
  ) k;
  return true;
end $$;
