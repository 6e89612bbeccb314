-- Returns where a person is reached on a channel now.
--
-- Callers: follow_addresses, check_retryable
-- Locks:   none
-- Writes:  nothing
-- Returns: one row, null where the person has no address on that channel; no row where no registration is named
create or replace function present_address(p_registration_id uuid, p_channel text) returns table (address text) language sql stable
  set enable_seqscan = off set jit = off
as $$
  select case when p_channel = 'email' then p.email when p.whatsapp_opt_in then p.phone_number end
  from registrations p where p.id = p_registration_id
$$;
