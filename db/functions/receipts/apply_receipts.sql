-- Applies receipts to the attempts that they name.
--
-- p_items, each attempt at most once: [{item, delivery_id, attempt, provider_message_id, sent_at, delivered_at, read_at, failed_at,
--            code, text, and for a failed one verdict, reason, delay_ms, counts_attempt}]
-- Without delivery_id and attempt, provider_message_id finds the attempt.
--
-- Callers: services/notifier/src/webhooks/queries.ts
-- Locks:   failure streak (skip locked) → as apply_results
-- Writes:  as apply_results; a delivered message ends the failure streak of receipts
-- Returns: the items that match no attempt
create or replace function apply_receipts(p_items jsonb, p_max_attempts integer, p_window interval) returns setof integer language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
as $$
declare
  v_results attempt_result[];
  v_unmatched integer[];
begin
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

  select
    -- Meta has accepted a message that a receipt names, whatever happened later.
    array_agg((m.delivery_id, m.number, 'accepted', null, i.code, i.text, null, i.provider_message_id, null, i.sent_at,
      i.delivered_at, i.read_at, i.failed_at, case when i.failed_at is not null then i.verdict end, i.reason, i.delay_ms,
      case when i.failed_at is not null then i.counts_attempt end)::attempt_result) filter (where m.delivery_id is not null),
    array_agg(i.item) filter (where m.delivery_id is null)
  into v_results, v_unmatched
  from jsonb_to_recordset(p_items) i(item integer, delivery_id uuid, attempt integer, provider_message_id text, sent_at timestamptz,
    delivered_at timestamptz, read_at timestamptz, failed_at timestamptz, code text, text text, verdict text, reason text,
    delay_ms double precision, counts_attempt integer)
  left join lateral (
    -- A running attempt has no row; its number is that of its delivery.
    select named.id as delivery_id, i.attempt as number from deliveries named
    where named.id = i.delivery_id and i.attempt between 1 and named.attempts
    union all
    select known.delivery_id, known.number from attempts known
    where known.provider_message_id = i.provider_message_id and i.delivery_id is null
  ) m on true;

  if v_results is not null then
    perform apply_results(v_results, p_max_attempts, p_window);
  end if;
  return query select unnest(v_unmatched);
end $$;
