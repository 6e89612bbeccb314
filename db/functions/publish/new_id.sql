-- Returns a new UUIDv7: its first 48 bits are the milliseconds, so ids sort by time. Postgres has its own only since version 18.
--
-- Callers: erase_registration, tell_duties, write_duty_changes
-- Locks:   none
-- Writes:  nothing
-- Returns: uuid
create or replace function new_id() returns uuid language sql volatile as $$
  select encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid()) placing
        substring(int8send(floor(extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6),
      52, 1), 53, 1),
    'hex')::uuid
$$;
