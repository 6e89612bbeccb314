-- Gives holds and unfinished deliveries of a release without languages the language in which that release sent them.
--
-- Callers: services/notifier/src/templates
-- Locks:   templates → deliveries (skip locked: a notifier of that release sends them)
-- Writes:  templates.language, deliveries.language
-- Returns: nothing
create or replace function adopt_language(p_language text) returns void language plpgsql
  set enable_seqscan = off set jit = off
as $$
declare
  v_unfinished uuid[]; -- by the partial indexes, as nothing finds finished deliveries without a language
begin
  insert into templates (name, language, state, reason, in_doubt_policy, updated_at, hold_code, status_at, status_event, category_at,
    category_event)
  select name, p_language, state, reason, in_doubt_policy, updated_at, hold_code, status_at, status_event, category_at, category_event
  from templates where language = ''
  order by name
  on conflict (name, language) do nothing;
  delete from templates where language = '';
  v_unfinished := array(
    select w.id from deliveries w where w.queue_state in ('pending', 'held', 'in_doubt') and w.language = ''
    union all
    select s.id from deliveries s where s.queue_state = 'sending' and s.language = ''
  );
  update deliveries d set language = p_language
  from (
    select u.id from deliveries u where u.id = any (v_unfinished) and u.language = '' order by u.id for no key update skip locked
  ) unfinished
  where d.id = unfinished.id;
end $$;
