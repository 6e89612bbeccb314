-- Whether receipts are missing: the newest three messages that Meta accepted within an hour and longer than p_after ago have none.
-- The ids are in the order of publication, so the scan ends early.
--
-- Callers: receipts_stopped, packages/shared/src/channels
-- Locks:   none
-- Writes:  nothing
-- Returns: boolean
create or replace function receipts_missing(p_now timestamptz, p_after interval) returns boolean language sql stable
  set enable_seqscan = off set jit = off
as $$
  select count(*) filter (where newest.is_silent) = 3
  from (
    select d.queue_state = 'done' and d.state = 'accepted' as is_silent
    from deliveries d
    where d.id >= first_id_of(p_now - interval '2 hours') and d.channel = 'whatsapp'
      and d.accepted_at between p_now - interval '1 hour' and p_now - p_after
    order by d.id desc limit 3
  ) newest
$$;
