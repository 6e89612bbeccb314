-- Judges which deliveries may be sent again by hand, with the reasons for which a claim would refuse them at the present address.
--
-- Callers: services/api/src/deliveries
-- Locks:   none
-- Writes:  nothing
-- Returns: one row per delivery in the given order: retry, or the error code of the refusal
create or replace function check_retryable(p_ids uuid[], p_confirm_duplicate boolean) returns table (delivery_id uuid, verdict text)
  language sql volatile
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
as $$
  select d.id, case
    when d.state in ('delivered', 'read') then 'has_arrived'
    when d.state = 'cancelled' then 'delivery_cancelled'
    when d.withdrawn then 'delivery_withdrawn'
    when d.state in ('pending', 'sending') or d.state = 'held' and d.reason in ('daily_recipients', 'reserved_for_reminders') then 'nothing_to_retry'
    when d.expires_at <= clock_timestamp() then 'delivery_expired'
    when untrue.reason = 'erased' then 'registration_erased'
    when untrue.reason = 'duty_changed' then 'duty_changed'
    when untrue.reason = 'suppressed' then 'recipient_suppressed'
    -- The person has left the channel.
    when d.registration_id is not null and present.address is null then 'recipient_suppressed'
    when untrue.reason = 'number_changed' then 'number_changed'
    when untrue.reason = 'template' then 'template_held'
    -- Accepted or in doubt without an attempt: after a restore.
    when not p_confirm_duplicate and (d.state in ('accepted', 'sent', 'in_doubt') or d.possible_duplicate
      or may_have_arrived(d.id, d.queue_state)) then 'may_have_arrived'
    else 'retry'
  end
  from unnest(p_ids) with ordinality i(id, place)
  cross join lateral (select * from deliveries where deliveries.id = i.id) d
  left join lateral present_address(d.registration_id, d.channel) present on true
  cross join lateral (select coalesce(present.address, d.recipient) as address) target
  left join lateral (
    select * from recipients where recipients.channel = d.channel and recipients.address = target.address
  ) recipient on true
  cross join lateral why_untrue(d.registration_id, d.outbox_id, d.channel, target.address, d.template, d.language,
    recipient.suppressed_at) untrue
  order by i.place
$$;
