-- Tells whether the confirmation of a public registration is to be held. It reads the figure of the notifier, and counts only
-- while no notifier does.
--
-- Callers: services/api/src/registrations/insert-registrations.ts
-- Locks:   none
-- Writes:  nothing
-- Returns: boolean
create or replace function sign_ups_flooded(p_limit integer) returns boolean language plpgsql volatile as $$
declare
  v_in_the_last_hour integer;
begin
  select c.in_the_last_hour into v_in_the_last_hour from public_confirmations c
  where c.counted_at between clock_timestamp() - interval '10 seconds' and clock_timestamp() + interval '10 seconds';
  return coalesce(v_in_the_last_hour, confirmations_in_the_last_hour()) >= p_limit;
end $$;
