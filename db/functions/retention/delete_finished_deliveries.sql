-- Deletes deliveries that were published and finished before p_before, oldest first, with their attempts and retries.
-- delivery_counts keeps their numbers by day. A delivery that is being changed is skipped.
--
-- Callers: services/notifier/src/retention
-- Locks:   deliveries by id (skip locked) → attempts
-- Writes:  deliveries, attempts: delete; delivery_counts
-- Returns: the ids of the deleted deliveries
create or replace function delete_finished_deliveries(p_before timestamptz, p_limit integer, p_time_zone text) returns setof uuid language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
as $$
declare
  v_finished uuid[];
begin
  -- Deliveries finish soon after expires_at, so few of the oldest are skipped.
  select array_agg(old.id) into v_finished
  from (
    select d.id from deliveries d
    where d.id < first_id_of(p_before)
      and d.queue_state in ('done', 'failed', 'expired', 'cancelled')
      and greatest(d.created_at, d.accepted_at, d.sent_at, d.delivered_at, d.read_at, d.failed_at, d.expired_at, d.cancelled_at)
        < p_before
    order by d.id limit p_limit
    for update skip locked
  ) old;
  if v_finished is null then
    return;
  end if;

  -- Nobody adds an attempt: that needs the lock of the delivery.
  delete from attempts a where a.delivery_id = any (v_finished);
  with gone as (
    delete from deliveries d where d.id = any (v_finished) returning d.created_at, d.channel, d.template, d.state
  )
  insert into delivery_counts as known (day, channel, template, state, n)
  select (gone.created_at at time zone p_time_zone)::date, gone.channel, gone.template, gone.state, count(*)
  from gone
  group by 1, 2, 3, 4
  order by 1, 2, 3, 4
  on conflict (day, channel, template, state) do update set n = known.n + excluded.n;

  return query select unnest(v_finished);
end $$;
