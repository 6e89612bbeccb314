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
    when d.state in ('pending', 'sending') or d.state = 'held' and d.reason = 'daily_recipients' then 'nothing_to_retry'
    when d.expires_at <= clock_timestamp() then 'delivery_expired'
    -- No "exists" here and below: Postgres may read the whole table into a hash for it.
    when (select p.status <> 'active' from registrations p where p.id = d.registration_id) then 'registration_erased'
    when (
      select bool_or(a.status <> 'assigned' or a.version <> e.version)
      from outbox_duty_assignments e join duty_assignments a on a.id = e.duty_assignment_id
      where e.outbox_id = d.outbox_id
    ) then 'duty_changed'
    when (
      select r.suppressed_at from recipients r where r.channel = d.channel and r.address = coalesce(present.address, d.recipient)
    ) is not null then 'recipient_suppressed'
    when d.registration_id is not null and present.address is null then 'recipient_suppressed'
    when d.channel = 'whatsapp' and (select t.state = 'held' from templates t where t.name = d.template) then 'template_held'
    -- An attempt with a failed receipt has not arrived; after a 5xx the outcome is unknown.
    when not p_confirm_duplicate and (d.state in ('accepted', 'sent', 'in_doubt') or d.possible_duplicate or (
      select bool_or(coalesce(a.outcome, 'in_doubt') in ('accepted', 'in_doubt') or a.http_status >= 500)
      from attempts a where a.delivery_id = d.id and a.failed_at is null
    )) then 'may_have_arrived'
    else 'retry'
  end
  from unnest(p_ids) with ordinality i(id, place)
  cross join lateral (select * from deliveries where deliveries.id = i.id) d
  left join lateral present_address(d.registration_id, d.channel) present on true
  order by i.place
$$;
