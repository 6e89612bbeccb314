-- Counts the public registrations whose confirmation was published, or released by the notifier, within the last hour.
--
-- Callers: release_confirmations, confirmations_left
-- Locks:   none
-- Writes:  nothing
-- Returns: integer
create or replace function confirmations_in_the_last_hour() returns integer language plpgsql volatile
  set enable_seqscan = off set jit = off
as $$
declare
  v_hour_ago constant timestamptz := clock_timestamp() - interval '1 hour';
  -- An id has the time of the API that made it.
  v_from constant uuid := first_id_of(v_hour_ago - interval '10 minutes');
begin
  return (
    select count(*) from registrations r
    where r.id >= v_from and r.created_at > v_hour_ago and r.origin = 'public' and not r.confirmation_held
      and (r.whatsapp_opt_in or r.email is not null)
  ) + coalesce((select sum(c.registrations) from released_confirmations c where c.released_at > v_hour_ago), 0);
end $$;
