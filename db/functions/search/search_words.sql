-- What a search of a registration may begin with: the words of the name, '#' and the number from its end, '<' and the part of the
-- address before the @ from its end, and '@' with the part after it. A name with an apostrophe or a hyphen gives its parts and the
-- joined word: D'Souza gives d, souza and dsouza.
--
-- Callers: index_registration, words_folded
-- Locks:   none
-- Writes:  nothing
-- Returns: the lexemes
create or replace function search_words(p_name_key text, p_phone_number text, p_email text) returns tsvector
  language sql immutable parallel safe as $$
  select array_to_tsvector(coalesce(array_agg(distinct word), '{}'))
  from (
    select left(word, 100) as word -- Postgres refuses a lexeme of more than 2046 bytes
    from words_folded(p_name_key) folded,
      regexp_split_to_table(replace(folded, '-', ' ') || ' ' || replace(folded, '-', ''), ' +') word
    where word <> ''
    union all
    select '#' || reverse(substr(p_phone_number, 2)) where p_phone_number <> ''
    union all
    select unnest(array['<' || reverse(split_part(address, '@', 1)), '@' || split_part(address, '@', 2)])
    from lower(p_email collate "C") address where address <> ''
  ) words
$$;
