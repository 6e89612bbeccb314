-- Locks the channels and the recipients of a person who is erased, in the lock order of a claim. Erasures wait for one another before
-- the channels, so that a claim waits for one of them at most. A registration with a known address that is being committed is waited for:
-- it recalls the recipient first, with a shared lock.
--
-- p_addresses: [{channel, address}]
--
-- Callers: erase_registration, whose caller has locked the registration and its addresses
-- Locks:   advisory, of erasures → channels → recipients by address
-- Writes:  nothing
-- Raises:  lock_not_available after 50 ms of waiting for another lock than the channels; the caller begins again
-- Returns: nothing
create or replace function lock_for_erasure(p_addresses jsonb) returns void language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('dutybell:erasure', 0));
  perform from channels c order by c.channel for no key update;
  perform set_config('lock_timeout', '50ms', true);
  perform from recipients r
  where (r.channel, r.address) in (
    select a.channel, a.address from jsonb_to_recordset(p_addresses) a(channel text, address text)
  )
  order by r.channel, r.address
  for update;
end $$;
