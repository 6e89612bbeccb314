-- Holds a translation of a template that Meta refused; queued deliveries are held when a claim meets them.
-- status_at is set a minute back, for the difference of two clocks, so that an older status of Meta does not release it.
--
-- Callers: packages/shared/src/channels/channel-control.ts
-- Locks:   template
-- Writes:  templates: active → held
-- Returns: nothing
create or replace function hold_template(p_name text, p_language text, p_reason text, p_code text default null) returns void
language sql as $$
  insert into templates (name, language, state, reason, hold_code, status_at)
  values (p_name, p_language, 'held', p_reason, p_code, clock_timestamp() - interval '1 minute')
  on conflict (name, language) do update set
    state = 'held', reason = excluded.reason, hold_code = excluded.hold_code, updated_at = clock_timestamp(),
    status_at = greatest(templates.status_at, excluded.status_at),
    status_event = case when templates.status_at >= excluded.status_at then templates.status_event end
  where templates.state <> 'held'
$$;
