-- Whether receipts stopped: webhook bodies came within seven days and none in the last five minutes, although at least
-- three messages
-- were accepted more than five minutes ago. The order of the conditions keeps the last one from running while bodies arrive.
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
    and (
      select count(*) from (
        select from deliveries d
        where d.id >= first_id_of(p_now - interval '1 hour') and d.channel = 'whatsapp' and d.queue_state = 'done' and d.state = 'accepted'
          and d.accepted_at between p_now - interval '1 hour' and p_now - interval '5 minutes'
        limit 3
      ) silent
    ) = 3
$$;
