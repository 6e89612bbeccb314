-- Counts the confirmations of the last hour, and releases held ones, the oldest first, as far as the hour has room. Their rank is
-- that of a new confirmation, so that reminders go before them. One notifier does it at a time, at most once a second.
--
-- p_limit: PUBLIC_CONFIRMATIONS_PER_HOUR; 0: no limit
--
-- Callers: services/notifier/src/sign-ups
-- Locks:   public_confirmations (skip locked) → deliveries by id (skip locked)
-- Writes:  deliveries: held → pending; public_confirmations; released_confirmations
-- Returns: of how many registrations the confirmations were released
create or replace function release_confirmations(p_limit integer) returns integer language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
as $$
declare
  c_most constant integer := 1000; -- of one transaction
  v_now constant timestamptz := clock_timestamp();
  v_known public_confirmations;
  v_counted integer;
  v_room integer;
  v_events uuid[];
  v_released integer := 0;
begin
  select * into v_known from public_confirmations c
  where c.counted_at not between v_now - interval '900 milliseconds' and v_now
  for no key update skip locked;
  if not found then
    return 0;
  end if;
  v_counted := confirmations_in_the_last_hour();
  v_room := case when p_limit = 0 then c_most else least(greatest(p_limit - v_counted, 0), c_most) end;

  select array_agg(oldest.outbox_id) into v_events
  from (
    select h.outbox_id
    from (
      select d.outbox_id, d.rank from deliveries d
      where d.queue_state = 'held' and d.reason = 'sign_up_flood' and d.template = 'registration_received'
      order by d.rank limit 2 * v_room
    ) h
    group by h.outbox_id order by min(h.rank) limit v_room
  ) oldest;

  if v_events is not null then
    with released as (
      select d.id from unnest(v_events) e(id)
      cross join lateral (
        select * from deliveries o where o.outbox_id = e.id and o.queue_state = 'held' and o.reason = 'sign_up_flood'
      ) d
      order by d.id
    ), locked as (
      select d.id from released cross join lateral (
        select o.id from deliveries o where o.id = released.id for no key update skip locked
      ) d
    ), moved as (
      update deliveries d set
        state = 'pending', reason = null, next_attempt_at = null, blocked_by_earlier = false,
        rank = least(d.expires_at, v_now + interval '24 hours')
      from locked
      where d.id = locked.id and d.queue_state = 'held' and d.reason = 'sign_up_flood'
      returning d.outbox_id
    )
    select count(distinct moved.outbox_id) into v_released from moved;
    if v_released > 0 then
      insert into released_confirmations (released_at, registrations) values (v_now, v_released);
    end if;
    delete from released_confirmations c where c.released_at < v_now - interval '2 hours';
  end if;

  -- An idle system writes it every few seconds only.
  if v_released > 0 or v_counted <> v_known.in_the_last_hour
    or v_known.counted_at not between v_now - interval '4 seconds' and v_now
  then
    update public_confirmations set in_the_last_hour = v_counted + v_released, counted_at = clock_timestamp();
  end if;
  return v_released;
end $$;
