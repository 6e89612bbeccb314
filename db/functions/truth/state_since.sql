-- Returns when a delivery reached a state, by the columns that keep these times; null for pending.
--
-- Callers: retry_deliveries, told_of_duties
-- Locks:   none
-- Writes:  nothing
-- Returns: timestamptz
create or replace function state_since(p_delivery deliveries) returns timestamptz language sql immutable as $$
  select case p_delivery.state
    when 'sending' then p_delivery.sending_at
    when 'accepted' then p_delivery.accepted_at
    when 'sent' then p_delivery.sent_at
    when 'delivered' then p_delivery.delivered_at
    when 'read' then p_delivery.read_at
    when 'in_doubt' then p_delivery.in_doubt_at
    when 'held' then p_delivery.held_at
    when 'failed' then p_delivery.failed_at
    when 'expired' then p_delivery.expired_at
    when 'cancelled' then p_delivery.cancelled_at
  end
$$;
