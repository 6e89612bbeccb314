-- Stores the status (p_about = status) or the category that Meta reported of a translation of a template.
--
-- Callers: services/notifier/src/templates
-- Locks:   template
-- Writes:  templates.status_event or category_event
-- Returns: false for an event that is older or known
create or replace function store_template_event(p_name text, p_language text, p_about text, p_at timestamptz, p_event text)
returns boolean language plpgsql as $$
begin
  insert into templates (name, language) values (p_name, p_language) on conflict (name, language) do nothing;
  perform from templates t where t.name = p_name and t.language = p_language for no key update;
  if p_about = 'status' then
    update templates t set status_at = p_at, status_event = p_event
    where t.name = p_name and t.language = p_language
      and (t.status_at is null or t.status_at < p_at or t.status_at = p_at and t.status_event is distinct from p_event);
  else
    update templates t set category_at = p_at, category_event = p_event
    where t.name = p_name and t.language = p_language
      and (t.category_at is null or t.category_at < p_at or t.category_at = p_at and t.category_event is distinct from p_event);
  end if;
  return found;
end $$;
