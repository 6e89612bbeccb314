-- Deletes deliveries that were published and finished before p_before, oldest first, with their attempts and retries.
-- A delivery that is being changed is skipped. One that names a duty stays until the day that it told and the present day of the
-- duty are over: who was told what is computed from it.
--
-- Callers: services/notifier/src/retention/delete-finished-deliveries.ts
-- Locks:   deliveries by id (skip locked) → attempts
-- Writes:  deliveries, attempts: delete
-- Returns: one row per deleted delivery; the caller counts them by local day
create or replace function delete_finished_deliveries(p_before timestamptz, p_limit integer)
returns table (created_at timestamptz, channel text, template text, state text) language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
as $$
#variable_conflict use_column
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
      and not exists (
        select from outbox_duty_assignments e
        join duty_assignments a on a.id = e.duty_assignment_id
        join duty_assignment_versions v on v.duty_assignment_id = a.id and v.version in (e.version, a.version)
        where e.outbox_id = d.outbox_id and v.day_ends_at > clock_timestamp()
      )
    order by d.id limit p_limit
    for update skip locked
  ) old;
  if v_finished is null then
    return;
  end if;

  -- Nobody adds an attempt: that needs the lock of the delivery.
  delete from attempts a where a.delivery_id = any (v_finished);
  return query delete from deliveries d where d.id = any (v_finished) returning d.created_at, d.channel, d.template, d.state;
end $$;
