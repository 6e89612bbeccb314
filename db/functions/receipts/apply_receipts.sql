-- Applies receipts to the attempts that they name.
--
-- p_items, each attempt at most once: [{item, delivery_id, attempt, provider_message_id, sent_at, delivered_at, read_at, failed_at,
--            code, text, and for a failed one verdict, reason, delay_ms, counts_attempt}]
-- Without delivery_id and attempt, provider_message_id finds the attempt.
--
-- Callers: services/notifier/src/webhooks/queries.ts
-- Locks:   failure streak (skip locked) → deliveries by id → as apply_results
-- Raises:  lock_not_available; the caller begins again
-- Writes:  as apply_results; deliveries: accepted, sent, delivered → sent, delivered, read; a delivered message ends the failure
--          streak of receipts
-- Returns: the items that match no attempt
create or replace function apply_receipts(p_items jsonb, p_max_attempts integer, p_window interval) returns setof integer language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_bitmapscan = off
  set plan_cache_mode = force_generic_plan set jit = off
as $$
declare
  v_all_advance boolean;
  v_advanced integer[];
  v_results attempt_result[];
  v_unmatched integer[];
begin
  if exists (select from failure_streaks k where k.channel = 'whatsapp' and k.source = 'receipt') then
    delete from failure_streaks s
    using (
      select k.channel, k.source from failure_streaks k
      where k.channel = 'whatsapp' and k.source = 'receipt' and exists (
        select from jsonb_to_recordset(p_items) i(delivered_at timestamptz, read_at timestamptz)
        where i.delivered_at is not null or i.read_at is not null
      )
      for update skip locked
    ) ended
    where s.channel = ended.channel and s.source = ended.source;
  end if;

  -- Most receipts: progress of the only attempt of a delivery, which is accepted. It stands in the delivery alone. The statement
  -- reads nothing but the row that it updates, so no earlier statement has to lock that row. Unless others follow: then all are
  -- locked in one order first.
  v_all_advance := not exists (
    select from jsonb_to_recordset(p_items) i(delivery_id uuid, attempt integer, provider_message_id text, sent_at timestamptz,
      delivered_at timestamptz, read_at timestamptz, failed_at timestamptz, code text)
    left join lateral (select * from deliveries where deliveries.id = i.delivery_id offset 0) d on true
    where (i.attempt = 1 and i.failed_at is null and i.code is null and coalesce(i.sent_at, i.delivered_at, i.read_at) is not null
      and d.queue_state = 'done' and d.attempts = 1 and d.provider_message_id = i.provider_message_id) is not true
  );
  if not v_all_advance then
    perform from (
      select distinct coalesce(i.delivery_id, known.delivery_id) as id
      from jsonb_to_recordset(p_items) i(delivery_id uuid, provider_message_id text)
      left join lateral (
        select found.delivery_id from find_attempts(i.provider_message_id) found where i.delivery_id is null
      ) known on true
      order by 1
    ) i
    cross join lateral (select from deliveries d where d.id = i.id for no key update) locked;
  end if;

  with advanced as (
    update deliveries d set
      state = case
        when coalesce(d.read_at, i.read_at) is not null then 'read'
        when coalesce(d.delivered_at, i.delivered_at) is not null then 'delivered'
        else 'sent'
      end,
      reason = null,
      sent_at = least(d.sent_at, i.sent_at),
      delivered_at = least(d.delivered_at, i.delivered_at),
      read_at = least(d.read_at, i.read_at)
    from (
      select * from jsonb_to_recordset(p_items) given(item integer, delivery_id uuid, attempt integer, provider_message_id text,
        sent_at timestamptz, delivered_at timestamptz, read_at timestamptz, failed_at timestamptz, code text)
      where given.attempt = 1 and given.failed_at is null and given.code is null
        and coalesce(given.sent_at, given.delivered_at, given.read_at) is not null
      order by given.delivery_id
    ) i
    where d.id = i.delivery_id and d.queue_state = 'done' and d.attempts = 1 and d.provider_message_id = i.provider_message_id
    returning i.item
  )
  select array_agg(a.item) into v_advanced from advanced a;
  if cardinality(v_advanced) = jsonb_array_length(p_items) then
    return;
  elsif v_all_advance then
    -- A delivery changed since that check. The rest is locked against the order, so it waits only a moment.
    perform set_config('lock_timeout', '50ms', true);
  end if;

  select
    -- Meta has accepted a message that a receipt names, whatever happened later.
    array_agg((m.delivery_id, m.number, 'accepted', null, i.code, i.text, null, i.provider_message_id, null, i.sent_at,
      i.delivered_at, i.read_at, i.failed_at, case when i.failed_at is not null then i.verdict end, i.reason, i.delay_ms,
      case when i.failed_at is not null then i.counts_attempt end)::attempt_result) filter (where m.delivery_id is not null),
    array_agg(i.item) filter (where m.delivery_id is null)
  into v_results, v_unmatched
  from (
    select * from jsonb_to_recordset(p_items) given(item integer, delivery_id uuid, attempt integer, provider_message_id text,
      sent_at timestamptz, delivered_at timestamptz, read_at timestamptz, failed_at timestamptz, code text, text text, verdict text,
      reason text, delay_ms double precision, counts_attempt integer)
    where given.item not in (select unnest(v_advanced))
  ) i
  left join lateral (
    -- A running attempt has no row; its number is that of its delivery.
    select named.id as delivery_id, i.attempt as number from deliveries named
    where named.id = i.delivery_id and i.attempt between 1 and named.attempts
    union all
    select known.delivery_id, known.number from find_attempts(i.provider_message_id) known where i.delivery_id is null
  ) m on true;

  if v_results is not null then
    perform apply_results(v_results, p_max_attempts, p_window);
  end if;
  return query select unnest(v_unmatched);
end $$;
