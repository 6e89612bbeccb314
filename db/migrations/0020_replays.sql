create table replays (
  delivery_id uuid not null constraint replays_delivery_id_fkey references deliveries on delete cascade,
  requested_at timestamptz not null default clock_timestamp(),
  requested_by text not null,
  confirm_duplicate boolean not null,
  was_state text not null,
  was_reason text,
  was_error_code text,
  was_since timestamptz,
  constraint replays_pkey primary key (delivery_id, requested_at)
);
comment on table replays is 'Each time a person had a delivery sent again: who asked, when, and how it stood before.';
comment on column replays.requested_by is 'The name of the admin key.';
comment on column replays.confirm_duplicate is 'Who asked knew that it may have arrived.';
comment on column replays.was_since is 'When it had come to was_state.';

create index deliveries_failed on deliveries (id) where state = 'failed';

-- Whether each delivery may be sent again, by hand: 'retry', or the reason why not. Whoever acts on it has locked the deliveries in
-- an earlier statement of the same transaction; what a claim would refuse is refused here, so that a person hears of it at once.
create function judge_replays(p_ids uuid[], p_confirm_duplicate boolean) returns table (delivery_id uuid, verdict text)
  language sql volatile
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
  select d.id, case
    when d.state in ('delivered', 'read') then 'has_arrived'
    when d.state = 'cancelled' then 'delivery_cancelled'
    when d.withdrawn then 'delivery_withdrawn'
    when d.state in ('pending', 'sending') or d.state = 'held' and d.reason = 'daily_recipients' then 'nothing_to_retry'
    when d.expires_at <= clock_timestamp() then 'delivery_expired'
    -- Not "exists" here and below: Postgres may answer that by reading a whole table into a hash.
    when (select p.status <> 'active' from registrations p where p.id = d.registration_id) then 'registration_erased'
    when (
      select bool_or(a.status <> 'assigned' or a.version <> e.version)
      from outbox_duty_assignments e join duty_assignments a on a.id = e.duty_assignment_id
      where e.outbox_id = d.outbox_id
    ) then 'duty_changed'
    when (
      select r.suppressed_at from recipients r where r.channel = d.channel and r.address = d.recipient
    ) is not null then 'recipient_suppressed'
    when d.channel = 'whatsapp' and (select t.state = 'held' from templates t where t.name = d.template) then 'template_held'
    -- An attempt that a callback called failed has not arrived; after a 5xx nobody knows.
    when not p_confirm_duplicate and (d.state in ('accepted', 'sent', 'in_doubt') or d.possible_duplicate or (
      select bool_or(coalesce(a.outcome, 'in_doubt') in ('accepted', 'in_doubt') or a.http_status >= 500)
      from attempts a where a.delivery_id = d.id and a.failed_at is null
    )) then 'may_have_arrived'
    else 'retry'
  end
  from unnest(p_ids) with ordinality i(id, place)
  cross join lateral (select * from deliveries where deliveries.id = i.id) d
  order by i.place
$$;

-- Queues deliveries once more, each after its delay, with all its attempts before it again, and writes down who asked. The caller
-- has locked and judged them. None is put off past the middle of what is left of its time, and among others it ranks as if
-- published now: old messages sent again do not go before reminders.
create function replay_deliveries(
  p_ids uuid[], p_delays_ms double precision[], p_requested_by text, p_confirm_duplicate boolean
) returns void language sql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
  with asked as (
    select clock_timestamp() as at
  ), noted as (
    insert into replays (delivery_id, requested_at, requested_by, confirm_duplicate, was_state, was_reason, was_error_code, was_since)
    select d.id, asked.at, p_requested_by, p_confirm_duplicate, d.state, d.reason, d.last_error_code, case d.state
      when 'accepted' then d.accepted_at
      when 'sent' then d.sent_at
      when 'in_doubt' then d.in_doubt_at
      when 'held' then d.held_at
      when 'failed' then d.failed_at
      when 'expired' then d.expired_at
    end
    from asked cross join unnest(p_ids) i(id) cross join lateral (select * from deliveries where deliveries.id = i.id) d
  )
  update deliveries d set
    state = 'pending', reason = null, spent = 0, waits_turn = false, lease_expires_at = null,
    rank = least(d.expires_at, asked.at + interval '24 hours'),
    next_attempt_at = case
      when i.delay_ms > 0 then asked.at + least(i.delay_ms * interval '1 millisecond', (d.expires_at - asked.at) / 2)
    end
  from asked cross join unnest(p_ids, p_delays_ms) i(id, delay_ms)
  where d.id = i.id
$$;
