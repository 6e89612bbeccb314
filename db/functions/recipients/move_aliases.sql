-- Moves the aliases of an address to another form of it: to the keyed hash at an erasure (then the aliases are hashed as well), and
-- back when the address returns.
--
-- Callers: recall_recipients, erase_registration
-- Locks:   recipient_aliases
-- Writes:  recipient_aliases
-- Returns: nothing
create or replace function move_aliases(p_from text, p_to text) returns void language sql as $$
  with moved as (
    delete from recipient_aliases a where a.address = p_from returning a.*
  )
  insert into recipient_aliases as known (address, kind, alias, seen_at)
  select p_to, m.kind, case when p_to like 'erased:%' then erased_form(m.alias) else m.alias end, max(m.seen_at)
  from moved m group by 1, 2, 3
  on conflict (address, kind, alias) do update set seen_at = greatest(known.seen_at, excluded.seen_at)
$$;
