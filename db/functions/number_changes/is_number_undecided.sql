-- Whether the owner of a number replaced it and nobody has decided what becomes of the registration. An operator's message without a
-- registration waits for the decision about any registration of the number. Inlined by Postgres: one expression.
--
-- Callers: why_untrue, release_decided_numbers
-- Locks:   none
-- Writes:  nothing
-- Returns: boolean; null: no
create or replace function is_number_undecided(p_registration_id uuid, p_address text) returns boolean language sql stable as $$
  select (
    select true from number_changes n
    where n.address = p_address and n.decided_at is null and (p_registration_id is null or n.registration_id = p_registration_id)
    limit 1
  )
$$;
