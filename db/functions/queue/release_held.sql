-- Releases deliveries held for one reason, nearest deadline first. p_template and p_language narrow it to one translation of a
-- template; p_limit: null is no limit.
--
-- Callers: release_template, settle_deliveries, services/notifier/src/templates/queries.ts
-- Locks:   deliveries by rank (skip locked)
-- Writes:  deliveries: held → pending
-- Returns: nothing
create or replace function release_held(p_reason text, p_template text, p_language text, p_limit bigint) returns void
language sql as $$
  with released as (
    select d.id from deliveries d
    where d.queue_state = 'held' and d.reason = p_reason and (p_template is null or d.template = p_template and d.language = p_language)
    order by d.rank limit p_limit
    for no key update skip locked
  )
  update deliveries d set state = 'pending', reason = null, next_attempt_at = null, blocked_by_earlier = false
  from released where d.id = released.id
$$;
