-- Returns since when a recipient counts as reached within 24 hours: reached_at may be an hour older than the last message.
--
-- Stable, because Postgres inlines it only then: days depend on the time zone.
--
-- Callers: take_deliveries, recipients_reached_in_a_day, mark_reserved_recipients
-- Locks:   none
-- Writes:  nothing
-- Returns: timestamptz
create or replace function counted_as_reached_since(p_now timestamptz) returns timestamptz language sql stable as $$
  select p_now - interval '25 hours'
$$;
