-- Folds lower-case words so that spellings of a name are equal in a search: accents, Arabic and Nukta marks, joiners and variants of
-- a letter do not count. Explicit characters only, because classes depend on the locale of the database.
--
-- Callers: search_words, search_query
-- Locks:   none
-- Writes:  nothing
-- Returns: words separated by blanks, with one hyphen for an apostrophe or hyphens within
create or replace function words_folded(p_words text) returns text language sql immutable parallel safe as $$
  select regexp_replace(regexp_replace(
    translate(
      replace(replace(replace(
        regexp_replace(normalize(p_words, nfkd),
          '[\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u093c\u09bc\u0a3c\u0abc\u200b-\u200f\ufe00-\ufe0f]+', '', 'g'),
        'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'),
      'ıøłđðþ' || 'يىكڪهھةۃەٱ' || 'ँঁ',
      'ioldd' || 't' || 'ییککہہہہہا' || 'ंং'),
    '[''`\u02b0-\u02ff\u2010-\u2013\u2018-\u201b-]+', '-', 'g'),
    '[\u0001-\u002c\u002e\u002f\u003a-\u0040\u005b-\u0060\u007b-\u007f\u00a0-\u00bf\u060c\u061b\u061f\u06d4\u0964\u0965\u2000-\u206f\u3000-\u303f]+', ' ', 'g')
$$;

-- Whenever this file changes, the words of all registrations are computed again. It is the last file of its folder, so the other
-- functions are there.
update registrations set search_words = search_words(name_key, phone_number, email)
where status <> 'erased' and search_words is distinct from search_words(name_key, phone_number, email);
