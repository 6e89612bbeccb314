-- Shortens the labels of a day's duties for WhatsApp, at a label's boundary: "Fajar Azaan, Dhuhr Azaan and 12 more". The same as
-- shortenLabels of the application.
--
-- p_others: the other parameters. p_more: "and {n} more", in the language
--
-- Callers: messages_due
-- Locks:   none
-- Writes:  nothing
-- Returns: null where all labels fit into a message
create or replace function shorten_labels(p_labels text[], p_others text[], p_more text) returns text language plpgsql immutable as $$
declare
  c_room constant integer := 1024 - 224; -- Meta's limit, less the words of the template
  v_all constant text := array_to_string(p_labels || p_others, ', ');
  v_text text;
begin
  -- Meta counts UTF-16 units: a character has at most two.
  if 2 * char_length(v_all) <= c_room then
    return null;
  end if;
  for v_kept in reverse cardinality(p_labels)..1 loop
    v_text := array_to_string(p_labels[1:v_kept], ', ') || case
      when v_kept < cardinality(p_labels) then ' ' || replace(p_more, '{n}', (cardinality(p_labels) - v_kept)::text) else '' end;
    exit when utf16_length(v_text) + utf16_length(array_to_string(p_others, '')) <= c_room;
  end loop;
  return nullif(v_text, array_to_string(p_labels, ', '));
end $$;
