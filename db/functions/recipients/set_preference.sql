-- Stores STOP or START of an address; of two, the later one holds. The channel's row is locked, so that no claim runs beside it.
--
-- Callers: services/notifier/src/inbound
-- Locks:   channel → recipient
-- Writes:  recipients: suppression
-- Raises:  lock_not_available after 50 ms of waiting for another lock than the channel; the caller begins again
-- Returns: true where it changed something or repeated the latest
create or replace function set_preference(p_channel text, p_address text, p_preference text, p_message_id text, p_at timestamptz)
returns boolean language plpgsql as $$
begin
  perform set_config('lock_timeout', '0', true); -- who holds the channel waits only a moment
  perform from channels c where c.channel = p_channel for no key update;
  perform set_config('lock_timeout', '50ms', true);
  perform recall_recipients(case p_channel when 'whatsapp' then p_address end, case p_channel when 'email' then p_address end);
  insert into recipients as known (channel, address, suppressed_at, suppressed_by, suppression_message_id, preference_at)
  select p_channel, p_address, w.at, w.by, w.message_id, p_at
  from (select
    case when p_preference = 'stop' then p_at end as at,
    case when p_preference = 'stop' then 'stop_message' end as by,
    case when p_preference = 'stop' and p_address not like 'erased:%' then p_message_id end as message_id
  ) w
  on conflict (channel, address) do update set
    suppressed_at = excluded.suppressed_at, suppressed_by = excluded.suppressed_by,
    suppression_message_id = excluded.suppression_message_id, preference_at = excluded.preference_at
  where known.preference_at is null or known.preference_at <= excluded.preference_at;
  return found;
end $$;
