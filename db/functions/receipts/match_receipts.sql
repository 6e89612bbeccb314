-- Finds the attempts that receipts name, and what is judged before anything is locked.
--
-- p_items: [{item, delivery_id, attempt, provider_message_id, failed_at}]
-- Without delivery_id and attempt, provider_message_id finds the attempt; of an erased one only its keyed hash is stored.
--
-- Callers: services/notifier/src/webhooks/queries.ts
-- Locks:   none
-- Writes:  nothing
-- Returns: one row per item that matches; is_repeat: the attempt is known to have failed; is_late: it failed more than a day ago
create or replace function match_receipts(p_items jsonb)
returns table (item integer, delivery_id uuid, attempt integer, template text, language text, recipient text, is_erased boolean,
  is_repeat boolean, is_late boolean)
language sql stable
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
as $$
  select i.item, m.delivery_id, m.number, d.template, d.language, d.recipient, d.erased,
    coalesce((
      select a.failed_at is not null from attempts a where a.delivery_id = m.delivery_id and a.number = m.number
    ), false),
    coalesce(i.failed_at < clock_timestamp() - interval '1 day', false)
  from jsonb_to_recordset(p_items) i(item integer, delivery_id uuid, attempt integer, provider_message_id text, failed_at timestamptz)
  cross join lateral (
    -- A running attempt has no row; its number is that of its delivery.
    select named.id as delivery_id, i.attempt as number from deliveries named
    where named.id = i.delivery_id and i.attempt between 1 and named.attempts
    union all
    select known.delivery_id, known.number from find_attempts(i.provider_message_id) known where i.delivery_id is null
    union all
    select erased.delivery_id, erased.number from attempts erased
    where i.delivery_id is null and erased.provider_message_id = (select erased_form(i.provider_message_id))
  ) m
  cross join lateral (select * from deliveries where deliveries.id = m.delivery_id) d
$$;
