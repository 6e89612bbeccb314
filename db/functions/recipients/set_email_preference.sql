-- Stores that the owner of an e-mail address stops e-mail, or wants it again. The channel's row is locked,
-- so that no claim runs beside it.
-- Of an address that nobody is registered under, only the keyed hash is stored: it may be that of an erased person.
--
-- p_by: unsubscribe_link, or coordinator
--
-- Callers: services/api/src/unsubscribe, which has locked out erasures of the address
-- Locks:   channel → recipient
-- Writes:  recipients: suppression
-- Raises:  lock_not_available after 50 ms of waiting for another lock than the channel; the caller begins again
-- Returns: false where it is so already
create or replace function set_email_preference(p_address text, p_preference text, p_by text) returns boolean language plpgsql as $$
declare
  v_now timestamptz;
  v_address text;
  v_changed boolean;
begin
  perform from channels c where c.channel = 'email' for no key update;
  -- Claims wait for the channel: this begins again rather than wait long for another lock.
  perform set_config('lock_timeout', '50ms', true);
  v_now := clock_timestamp();
  v_address := case
    when exists (
        select from registrations p
        where lower(p.email collate "C") = lower(p_address collate "C") and p.email = p_address and p.status = 'active'
      ) or exists (select from recipients r where r.channel = 'email' and r.address = p_address) then p_address
    else erased_form(p_address)
  end;
  if p_preference = 'stop' then
    insert into recipients as known (channel, address, suppressed_at, suppressed_by, preference_at, erased_at)
    values ('email', v_address, v_now, p_by, v_now, case when v_address <> p_address then v_now end)
    on conflict (channel, address) do update set
      suppressed_at = excluded.suppressed_at, suppressed_by = excluded.suppressed_by, preference_at = excluded.preference_at
    where known.suppressed_at is null;
  else
    update recipients r set suppressed_at = null, suppressed_by = null, preference_at = v_now
    where r.channel = 'email' and r.address = v_address and r.suppressed_at is not null;
  end if;
  v_changed := found;
  -- A registration of the address that was being committed has not seen the row of the hash.
  if v_address <> p_address and exists (
    select from registrations p
    where lower(p.email collate "C") = lower(p_address collate "C") and p.email = p_address and p.status = 'active'
  ) then
    perform recall_recipients(null, p_address);
  end if;
  return v_changed;
end $$;
