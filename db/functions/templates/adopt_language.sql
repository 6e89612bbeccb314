-- Gives holds and unfinished deliveries of a release without languages the language in which that release sent them.
--
-- Callers: services/notifier/src/templates
-- Locks:   templates → deliveries (skip locked: a notifier of that release sends them)
-- Writes:  templates.language, deliveries.language
-- Returns: nothing
create or replace function adopt_language(p_language text) returns void language plpgsql as $$
begin
  insert into templates (name, language, state, reason, in_doubt_policy, updated_at, hold_code, status_at, status_event, category_at,
    category_event)
  select name, p_language, state, reason, in_doubt_policy, updated_at, hold_code, status_at, status_event, category_at, category_event
  from templates where language = ''
  order by name
  on conflict (name, language) do nothing;
  delete from templates where language = '';
  update deliveries d set language = p_language
  from (
    select u.id from deliveries u
    where u.language = '' and u.queue_state in ('pending', 'sending', 'held', 'in_doubt')
    order by u.id for no key update skip locked
  ) unfinished
  where d.id = unfinished.id;
end $$;
