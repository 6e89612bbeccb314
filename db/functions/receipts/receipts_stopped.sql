-- Whether receipts stopped: webhook bodies came within seven days and none in the last five minutes, although the newest messages
-- that were accepted before have no receipt. The order of the conditions keeps the last one from running while bodies arrive.
--
-- Callers: settle_deliveries
-- Locks:   none
-- Writes:  nothing
-- Returns: boolean
create or replace function receipts_stopped(p_now timestamptz) returns boolean language sql stable
  set enable_seqscan = off set jit = off
as $$
  select
    exists (select from webhook_inbox w where w.id >= first_id_of(p_now - interval '7 days'))
    and not exists (select from webhook_inbox w where w.id >= first_id_of(p_now - interval '5 minutes'))
    and receipts_missing(p_now, interval '5 minutes')
$$;
