-- Returns the length of a text in UTF-16 units, as the application counts.
--
-- Callers: shorten_labels
-- Locks:   none
-- Writes:  nothing
-- Returns: integer
create or replace function utf16_length(p_text text) returns integer language sql immutable as $$
  select char_length(p_text) + char_length(regexp_replace(p_text, '[\u0001-\uFFFF]', '', 'g'))
$$;
