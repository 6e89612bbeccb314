-- Tells how many confirmations of public registrations the hour has room for. It reads the figure of the notifier, and counts those
-- since then, which are of seconds, and no more than the limit has room for; it counts the whole hour only while no notifier does.
-- Those that commit at once do not see one another.
--
-- Callers: services/api/src/registrations/insert-registrations.ts
-- Locks:   none
-- Writes:  nothing
-- Returns: integer; 0 and less: none
create or replace function confirmations_left(p_limit integer) returns integer language plpgsql volatile
  set enable_seqscan = off set jit = off
as $$
declare
  v_room integer;
  v_counted_at timestamptz;
  v_from uuid;
begin
  select p_limit - c.in_the_last_hour, c.counted_at into v_room, v_counted_at from public_confirmations c
  where c.counted_at between clock_timestamp() - interval '10 seconds' and clock_timestamp() + interval '10 seconds';
  if not found then
    return p_limit - confirmations_in_the_last_hour();
  end if;
  -- An id has the time of the API that made it; the clock of another machine may be a little behind.
  v_from := first_id_of(v_counted_at - interval '2 seconds');
  return v_room - count(*)
  from (
    select from registrations r
    where r.id >= v_from and r.created_at > v_counted_at and r.origin = 'public' and not r.confirmation_held
      and (r.whatsapp_opt_in or r.email is not null)
    limit greatest(v_room, 0)
  ) recent;
end $$;
