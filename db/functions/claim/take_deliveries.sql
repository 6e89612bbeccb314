-- Leases deliveries for sending: the number of the attempt and the lease are committed before a byte leaves. The attempt gets its
-- row when its result is known.
--
-- Callers: claim_deliveries, which holds the channel and these deliveries
-- Locks:   deliveries → recipients
-- Writes:  deliveries: pending → sending (lease, attempts + 1); recipients.reached_at, at most once per recipient and hour
-- Returns: the deliveries in the given order, as the notifier sends them
create or replace function take_deliveries(p_ids uuid[], p_now timestamptz, p_lease interval, p_is_trial boolean)
returns table (claimed json) language sql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_bitmapscan = off set jit = off
as $$
  with taken as (
    update deliveries d set
      state = 'sending', attempts = d.attempts + 1, sending_at = p_now, lease_expires_at = p_now + p_lease,
      possible_duplicate = d.possible_duplicate or d.attempts > 0 and (
        select coalesce(bool_or(attempt_may_have_arrived(a)), false) from attempts a where a.delivery_id = d.id
      )
    from unnest(p_ids) with ordinality t(id, place)
    where d.id = t.id
    returning d.*, t.place
  ), reached as (
    insert into recipients as known (channel, address, reached_at)
    select t.channel, t.recipient, p_now from taken t
    where t.channel = 'whatsapp' and coalesce((
      select r.reached_at from recipients r where r.channel = t.channel and r.address = t.recipient
    ), '-infinity') < p_now - interval '1 hour'
    on conflict (channel, address) do update set reached_at = excluded.reached_at
  )
  select json_build_object(
    'delivery_id', t.id, 'attempt', t.attempts, 'spent', t.spent, 'recipient', t.recipient, 'template', t.template,
    'payload', o.payload, 'is_trial', p_is_trial, 'rank', t.rank,
    'retries', case when t.attempts > 1 then (select count(*) from retries r where r.delivery_id = t.id) else 0 end)
  from taken t cross join lateral (select outbox.payload from outbox where outbox.id = t.outbox_id) o
  order by t.place
$$;
