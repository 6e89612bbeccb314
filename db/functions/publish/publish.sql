-- Publishes events given in JSON, with the names of new_event.
--
-- Callers: packages/shared/src/outbox/publish.ts
-- Locks:   as publish_events
-- Writes:  as publish_events
-- Returns: the ids of the events that were new
create or replace function publish(p_events jsonb) returns uuid[] language sql as $$
  select publish_events(array(select e from jsonb_populate_recordset(null::new_event, p_events) e))
$$;
