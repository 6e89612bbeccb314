-- Tells whether the confirmation of a public registration is to be held. It reads the figure of the notifier, and counts those since
-- then, which are of seconds, and no more than the limit has room for; it counts the whole hour only while no notifier does. Those
-- that commit at once do not see one another.
--
-- Callers: services/api/src/registrations/insert-registrations.ts
-- Locks:   none
-- Writes:  nothing
-- Returns: boolean
create or replace function sign_ups_flooded(p_limit integer) returns boolean language plpgsql volatile
  set enable_seqscan = off set jit = off
as $$
declare
  v_room integer;
  v_counted_at timestamptz;
  v_from uuid;
  v_since integer;
begin
  select p_limit - c.in_the_last_hour, c.counted_at into v_room, v_counted_at from public_confirmations c
  where c.counted_at between clock_timestamp() - interval '10 seconds' and clock_timestamp() + interval '10 seconds';
  if not found then
    return confirmations_in_the_last_hour() >= p_limit;
  elsif v_room <= 0 then
    return true;
  end if;
  -- An id has the time of the API that made it; the clock of another machine may be a little behind.
  v_from := first_id_of(v_counted_at - interval '2 seconds');
  select count(*) into v_since
  from (
    select from registrations r
    where r.id >= v_from and r.created_at > v_counted_at and r.origin = 'public' and not r.confirmation_held
      and (r.whatsapp_opt_in or r.email is not null)
    limit v_room
  ) recent;
  return v_since >= v_room;
end $$;
