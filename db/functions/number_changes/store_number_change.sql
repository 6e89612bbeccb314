-- Flags everybody who is registered under a number that its owner replaced. The claim then holds their WhatsApp deliveries.
--
-- p_new_address: null where Meta does not disclose it
--
-- Callers: services/notifier/src/inbound, which has locked out an erasure of p_address
-- Locks:   none
-- Writes:  number_changes
-- Returns: the ids of the flagged registrations
create or replace function store_number_change(p_address text, p_new_address text, p_message_id text, p_at timestamptz)
returns setof uuid language plpgsql as $$
begin
  -- The new number was replaced again before anyone decided.
  update number_changes n set new_address = p_new_address, at = p_at, provider_message_id = p_message_id
  where n.new_address = p_address and n.decided_at is null and n.at < p_at and n.address is distinct from p_new_address;
  return query
  insert into number_changes (registration_id, address, new_address, at, provider_message_id)
  select r.id, p_address, p_new_address, p_at, p_message_id
  from registrations r
  where r.phone_number = p_address and r.status = 'active'
    and not exists (
      select from number_changes known
      where known.registration_id = r.id and known.address = p_address and known.at >= p_at
    )
  order by r.id
  on conflict do nothing
  returning registration_id;
end $$;
