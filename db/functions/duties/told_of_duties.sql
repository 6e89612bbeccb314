-- Reads what people believe about duties: per duty and channel, the messages of the last version that was or may have been told.
--
-- Callers: change_duties
-- Locks:   none
-- Writes:  nothing
-- Returns: one row per message
create or replace function told_of_duties(p_ids uuid[]) returns table (
  registration_id uuid, duty_assignment_id uuid, channel text, template text, state text, at timestamptz
) language sql stable as $$
  select a.registration_id, a.id, told.channel, told.template, d.state, state_since(d)
  from unnest(p_ids) i(id)
  join duty_assignments a on a.id = i.id
  cross join lateral (
    select y.*, max(y.version) over (partition by y.channel) as last_told from duty_tellings(a.id) y where y.is_told
  ) told
  join deliveries d on d.id = told.delivery_id
  where told.version = told.last_told
$$;
