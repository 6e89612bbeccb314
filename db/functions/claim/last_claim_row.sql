-- Builds the last row of a claim, which carries the state of the channel.
--
-- Callers: claim_deliveries
-- Locks:   none
-- Writes:  nothing
-- Returns: one row
create or replace function last_claim_row(p_state text, p_next_claim_in_ms double precision) returns table (
  delivery_id uuid, attempt integer, spent integer, recipient text, template text, payload jsonb, registration_id uuid,
  possible_duplicate boolean, expires_at timestamptz, is_trial boolean, rank timestamptz, channel_state text,
  next_claim_in_ms double precision
) language sql immutable as $$
  select null::uuid, null::int, null::int, null::text, null::text, null::jsonb, null::uuid, null::boolean, null::timestamptz,
    null::boolean, null::timestamptz, p_state, p_next_claim_in_ms
$$;
