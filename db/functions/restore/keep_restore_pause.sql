-- Keeps the pause of a restored database while it differs: neither a probe nor an operator's resume ends it.
--
-- Callers: trigger
-- Locks:   none
-- Writes:  nothing
-- Returns: the old row while the database differs
create or replace function keep_restore_pause() returns trigger language plpgsql as $$
begin
  if database_difference() is null then
    return new;
  end if;
  return old;
end $$;

create or replace trigger channels_keep_restore_pause before update of paused_at, paused_by on channels
  for each row when (old.paused_by = 'restore' and (new.paused_at is null or new.paused_by is distinct from old.paused_by))
  execute function keep_restore_pause();
