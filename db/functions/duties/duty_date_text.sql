-- Returns a date in the words of the messages: 15 March 2026, as dutyDateText of the application has it.
--
-- p_months: the names of the twelve months
--
-- Callers: messages_due
-- Locks:   none
-- Writes:  nothing
-- Returns: text
create or replace function duty_date_text(p_date date, p_months jsonb) returns text language sql immutable as $$
  select extract(day from p_date) || ' ' || (p_months ->> (extract(month from p_date)::integer - 1)) || ' ' || extract(year from p_date)
$$;
