-- Keeps what a search of a registration compares; an erased person is not found.
--
-- Callers: trigger, after the one that redacts an erased registration
-- Locks:   none
-- Writes:  nothing
-- Returns: the row with its search_words
create or replace function index_registration() returns trigger language plpgsql as $$
begin
  new.search_words := case when new.status = 'erased' then '' else search_words(new.name_key, new.phone_number, new.email) end;
  return new;
end $$;

create or replace trigger registrations_is_indexed before insert or update on registrations
  for each row execute function index_registration();
