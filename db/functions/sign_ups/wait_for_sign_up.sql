-- Decides whether a public registration is within the limits of its phone number and its mailbox: ten of each within an hour.
--
-- Callers: services/api/src/registrations/insert-registrations.ts
-- Locks:   none; the caller holds those of both
-- Writes:  nothing
-- Returns: the seconds until the next one is within the limits; null: it is now
create or replace function wait_for_sign_up(p_phone_number text, p_mailbox text) returns integer language plpgsql
  set enable_seqscan = off set jit = off
as $$
declare
  v_hour_ago constant timestamptz := clock_timestamp() - interval '1 hour';
  v_free_at timestamptz;
begin
  select max(tenth.created_at) + interval '1 hour' into v_free_at
  from (
    (
      select r.created_at from registrations r
      where r.phone_number = p_phone_number and r.origin = 'public' and r.created_at > v_hour_ago
      order by r.created_at desc offset 9 limit 1
    )
    union all
    (
      select r.created_at from registrations r
      where r.mailbox = p_mailbox and r.origin = 'public' and r.created_at > v_hour_ago
      order by r.created_at desc offset 9 limit 1
    )
  ) tenth;
  return case when v_free_at is not null then
    greatest(1, ceil(extract(epoch from v_free_at - clock_timestamp())))::integer
  end;
end $$;
