-- Returns a date in the words of the messages: 15 March 2026, in English whatever the locale.
--
-- Callers: messages_due
-- Locks:   none
-- Writes:  nothing
-- Returns: text
create or replace function duty_date_text(p_date date) returns text language sql stable as $$
  select to_char(p_date, 'FMDD FMMonth YYYY')
$$;
