-- Finds the addresses of who wrote a message or decided a preference: by digits, or by the user id where there are none.
--
-- p_numbers: the numbers that the digits p_wa_id can stand for, the likeliest first. p_at: when it was written
--
-- Callers: services/notifier/src/inbound
-- Locks:   none
-- Writes:  nothing
-- Returns: the addresses, the likeliest first: several where the account is known under several notations; of an erased number the
--          keyed hash. is_former: the user id belonged to the number before
create or replace function find_writers(p_wa_id text, p_numbers text[], p_user_id text, p_at timestamptz)
returns table (address text, is_former boolean, erased_since boolean) language sql stable as $$
  with known as (
    select a.address, 0::bigint as place, false as is_former from recipient_aliases a
    where a.kind = 'wa_id' and a.alias in (p_wa_id, erased_form(p_wa_id))
    union all
    select c.number, c.place, false from unnest(p_numbers) with ordinality c(number, place)
    where exists (select from registrations r where r.phone_number = c.number)
      or exists (select from recipients r where r.channel = 'whatsapp' and r.address = c.number)
    union all
    select a.address, 0, exists (
      select from recipient_aliases later
      where later.address = a.address and later.kind = 'user_id' and later.seen_at > a.seen_at
        and later.alias not in (p_user_id, erased_form(p_user_id))
    )
    from recipient_aliases a
    where cardinality(p_numbers) = 0 and a.kind = 'user_id' and a.alias in (p_user_id, erased_form(p_user_id))
  ), found as (
    select k.address, min(k.place) as place, bool_and(k.is_former) as is_former from known k group by 1
    union all
    select p_numbers[1], 1, false where cardinality(p_numbers) > 0 and not exists (select from known)
  )
  select at_time.address, f.is_former, exists (
    select from recipients r where r.channel = 'whatsapp' and r.address = at_time.address and r.erased_at >= p_at
  )
  from found f cross join lateral (select address_at('whatsapp', f.address, p_at) as address) at_time
  order by f.place, at_time.address
$$;
