-- Finds the present addresses of a person, former ones to which messages were sent, and those of a reported number change.
--
-- Callers: erase_registration, services/api/src/erasure
-- Locks:   none
-- Writes:  nothing
-- Returns: one row per address. erased_form: the keyed hash that replaces it; is_shared: another registration has it, so it is kept
create or replace function person_addresses(p_id uuid) returns table (channel text, address text, erased_form text, is_shared boolean)
language sql volatile
  set enable_seqscan = off set jit = off
as $$
  select known.channel, known.address, erased_form(known.address), case known.channel
    when 'whatsapp' then exists (
      select from registrations o where o.phone_number = known.address and o.id <> p_id and o.status = 'active'
    )
    else exists (
      select from registrations o
      where lower(o.email collate "C") = lower(known.address collate "C") and o.email = known.address and o.id <> p_id
        and o.status = 'active'
    )
  end
  from (
    select 'whatsapp', p.phone_number from registrations p where p.id = p_id
    union
    select 'email', p.email from registrations p where p.id = p_id
    union
    select d.channel, d.recipient from deliveries d
    where d.outbox_id = any (array(select o.id from outbox o where (o.payload ->> 'registration_id')::uuid = p_id))
    union
    select d.channel, a.recipient from deliveries d join attempts a on a.delivery_id = d.id
    where d.outbox_id = any (array(select o.id from outbox o where (o.payload ->> 'registration_id')::uuid = p_id))
    union
    select 'whatsapp', c.address from number_changes n, unnest(array[n.address, n.new_address]) c(address) where n.registration_id = p_id
  ) known(channel, address)
  where known.address is not null
  order by 1, 2
$$;
