-- The query for search_words: each word of p_names is the beginning of a word of the name, each of p_endings the end of the number,
-- each of p_parts with its @ part of the address.
--
-- p_names: lower-case words, separated by blanks; search_words has the first 100 characters of each
--
-- Callers: services/api/src/registrations/list-registrations.ts
-- Locks:   none
-- Writes:  nothing
-- Returns: a query that all of them fit; null: nothing to look for
create or replace function search_query(p_names text, p_endings text[], p_parts text[]) returns tsquery
  language sql immutable parallel safe as $$
  select string_agg(query, ' & ')::tsquery
  from (
    select format('((%s) | ''%s'':*)', parts.query, left(replace(word, '-', ''), 100)) as query
    from regexp_split_to_table(words_folded(p_names), ' +') word
    cross join lateral (
      select string_agg(format('''%s'':*', left(part, 100)), ' & ') as query from regexp_split_to_table(word, '-') part where part <> ''
    ) parts
    where parts.query is not null
    union all
    select format('''#%s'':*', reverse(ending)) from unnest(p_endings) ending
    union all
    select format('''<%s'':* & ''@%s'':*', reverse(split_part(part, '@', 1)), substr(part, strpos(part, '@') + 1))
    from unnest(p_parts) raw_part, replace(replace(raw_part, '\', '\\'), '''', '''''') part
  ) queries
$$;
