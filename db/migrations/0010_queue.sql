-- Entries are added in groups: each alone rewrites the postings of a common name. The limit, in kB, is what a search may have to read.
alter index registrations_search_words set (fastupdate = on, gin_pending_list_limit = 256);

-- A body is emptied when it is applied: the row stays on its page then.
alter table webhook_inbox set (fillfactor = 90);

-- Replaced by a function with other arguments.
drop function if exists why_untrue(uuid, uuid, text, text, text, text);

-- It returns when the next wait ends.
drop function if exists ready_due(text, timestamptz, integer);
