-- Builds a regular expression that finds a person in free text, such as the cause of a pause: by name, by e-mail address, and by phone
-- number in any notation, with or without the country's code and a zero before it.
--
-- p_numbers, p_emails: those that no other registration has
--
-- Callers: erase_registration
-- Locks:   none
-- Writes:  nothing
-- Returns: text
create or replace function erasure_pattern(p_full_name text, p_numbers text[], p_emails text[]) returns text language sql immutable as $$
  select '(?<!\w)(?:' || string_agg(known.pattern, '|') || ')(?!\w)'
  from (
    select regexp_replace(literal, '([][(){}.*+?^$|\\])', '\\\1', 'g') from unnest(p_full_name || p_emails) literal
    union all
    select '(?:[+]?[0-9][0-9 ().-]*)?' || regexp_replace(right(number, 9), '(.)(?=.)', '\1[ ().-]*', 'g') from unnest(p_numbers) number
  ) known(pattern)
$$;
