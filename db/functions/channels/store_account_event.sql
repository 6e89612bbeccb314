-- Stores an account event that Meta reported for the channel.
--
-- Callers: services/notifier/src/accounts
-- Locks:   channel
-- Writes:  channels.account_event
-- Returns: false for an event that is older or known
create or replace function store_account_event(p_channel text, p_at timestamptz, p_event text) returns boolean language plpgsql as $$
begin
  update channels c set account_event_at = p_at, account_event = p_event
  where c.channel = p_channel
    and (c.account_event_at is null or c.account_event_at < p_at
      or c.account_event_at = p_at and c.account_event is distinct from p_event);
  return found;
end $$;
