-- What a search of a registration may begin with: the words of the name, '#' and the number from its end, '<' and the part of the
-- address before the @ from its end, and '@' with the part after it. A name with an apostrophe or a hyphen gives its parts and the
-- joined word: D'Souza gives d, souza and dsouza.
--
-- Callers: index_registration, words_folded
-- Locks:   none
-- Writes:  nothing
-- Returns: the lexemes
create or replace function search_words(p_name_key text, p_phone_number text, p_email text) returns tsvector
  language plpgsql immutable parallel safe as $$
declare
  v_address constant text := lower(p_email collate "C");
  v_words text[];
begin
  -- Postgres refuses a lexeme of more than 2046 bytes.
  if p_name_key ~ '^[a-z ]{1,100}$' then -- most names; the folding would cost a tenth of a registration
    v_words := array_remove(string_to_array(p_name_key, ' '), '');
  else
    v_words := array(
      select left(word, 100)
      from words_folded(p_name_key) folded,
        regexp_split_to_table(replace(folded, '-', ' ') || ' ' || replace(folded, '-', ''), ' +') word
      where word <> ''
    );
  end if;
  if p_phone_number <> '' then
    v_words := v_words || ('#' || reverse(substr(p_phone_number, 2)));
  end if;
  if v_address <> '' then
    v_words := v_words || array['<' || reverse(split_part(v_address, '@', 1)), '@' || split_part(v_address, '@', 2)];
  end if;
  return array_to_tsvector(v_words);
end $$;
