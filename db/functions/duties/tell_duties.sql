-- Publishes what the people of these days are owed now (messages_due). A second call publishes nothing.
--
-- p_registration_ids, p_dates: pairs. p_languages: see messages_due.
--
-- Callers: change_duties, publish_waiting_duties, tell_all_duties, which hold the registrations
-- Locks:   none
-- Writes:  deliveries: new → pending
-- Returns: the number of messages
create or replace function tell_duties(p_registration_ids uuid[], p_dates date[], p_languages jsonb, p_traceparent text)
returns integer language plpgsql
  set plan_cache_mode = force_generic_plan
as $$
begin
  return cardinality(publish_events(array(
    select (
      new_id(),
      case when jsonb_array_length(m.duties) = 1 then 'duty_assignment' else 'registration' end,
      case when jsonb_array_length(m.duties) = 1 then m.duties -> 0 ->> 'id' else m.registration_id::text end,
      m.template, m.dedupe_key, m.registration_id, m.language, m.parameters, m.whatsapp_parameters, m.duties, m.phone_number, m.email,
      new_id(), new_id(), m.expires_at, p_traceparent, null
    )::new_event
    from messages_due(p_registration_ids, p_dates, p_languages, clock_timestamp()) m
  )));
end $$;
