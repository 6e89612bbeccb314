-- Releases a held translation of a template and its deliveries.
--
-- Callers: packages/shared/src/channels/channel-control.ts
-- Locks:   template → deliveries by rank (skip locked)
-- Writes:  templates: held → active; deliveries: held → pending; account_news: ended
-- Returns: nothing
create or replace function release_template(p_name text, p_language text) returns void language plpgsql as $$
begin
  -- A release in spite of the category accepts it.
  update account_news set ended_at = clock_timestamp()
  where key = 'template_category:' || p_name || ':' || p_language and ended_at is null and exists (
    select from templates where name = p_name and language = p_language and state = 'held' and hold_code = 'category'
  );
  update templates set state = 'active', reason = null, hold_code = null, updated_at = clock_timestamp()
  where name = p_name and language = p_language and state = 'held';
  perform release_held('template', p_name, p_language, null);
end $$;
