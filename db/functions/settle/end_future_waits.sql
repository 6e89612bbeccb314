-- Corrects waits that began in the future, by a clock of the database that was ahead and was set back: they would last for hours.
-- A retry is due; a lease and an in-doubt window begin now and keep their length, because an answer or a receipt may still come.
-- A wait of the future that is judged where it is read needs no correction here: channel_pace, judge_candidates.
--
-- p_tasks: the tasks of graphile-worker that are ours
--
-- Callers: services/notifier/src/worker/cron.ts
-- Locks:   channels → deliveries (skip locked) → jobs of graphile-worker
-- Writes:  channels: slow_until, slowed_at, probe_at; deliveries: next_attempt_at, lease_expires_at and when they began; jobs: run_at
-- Returns: how many waits were corrected
create or replace function end_future_waits(p_tasks text[]) returns bigint language plpgsql
  set enable_seqscan = off set jit = off
as $$
declare
  v_now constant timestamptz := clock_timestamp();
  c_future constant timestamptz := v_now + interval '5 seconds';
  c_longest_probe_wait constant interval := '1 minute';
  v_deliveries bigint;
  v_channels bigint;
  v_jobs bigint;
begin
  update channels c set
    slow_until = case when c.slow_since > c_future then v_now else c.slow_until end,
    slow_since = least(c.slow_since, v_now),
    slowed_at = case when c.slow_since > c_future then least(c.slowed_at, v_now) else c.slowed_at end,
    probe_at = case when c.probe_at > c_future + c_longest_probe_wait then v_now else c.probe_at end
  where c.slow_since > c_future or c.probe_at > c_future + c_longest_probe_wait;
  get diagnostics v_channels = row_count;

  with waiting as (
    select d.id from deliveries d
    where d.queue_state = 'pending' and d.next_attempt_at > v_now and coalesce(d.waits_since, d.sending_at) > c_future
    union all
    select d.id from deliveries d
    where d.queue_state = 'in_doubt' and d.next_attempt_at > v_now and coalesce(d.waits_since, d.in_doubt_at) > c_future
    union all
    select d.id from deliveries d where d.queue_state = 'sending' and d.sending_at > c_future
  ), locked as (
    select d.id from deliveries d where d.id in (select w.id from waiting w) for no key update skip locked
  ), corrected as (
    update deliveries d set
      next_attempt_at = case d.queue_state
        when 'pending' then v_now
        when 'in_doubt' then v_now + (d.next_attempt_at - coalesce(d.waits_since, d.in_doubt_at))
      end,
      lease_expires_at = v_now + (d.lease_expires_at - d.sending_at),
      sending_at = least(d.sending_at, v_now),
      waits_since = v_now
    from locked l
    where d.id = l.id
    returning d.id
  )
  select count(*) into v_deliveries from corrected;

  perform graphile_worker.reschedule_jobs(array_agg(j.id), run_at := v_now)
  from graphile_worker.jobs j
  where j.task_identifier = any (p_tasks) and j.locked_at is null and j.run_at > c_future and j.updated_at > c_future
  having count(*) > 0;
  get diagnostics v_jobs = row_count;
  return v_deliveries + v_channels + v_jobs;
end $$;
