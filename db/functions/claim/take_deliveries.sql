-- Judges candidates and leases those that may be sent: the number of the attempt and the lease are committed before a byte leaves.
-- The attempt gets its row when its result is known.
--
-- p_limit: how many may be taken. p_margin: the longest time that one attempt may take. p_daily_recipients: null: no limit.
-- p_unreserved: how many new recipients messages that can wait may still reach; null: not computed.
--
-- Callers: claim_deliveries, which holds the channel and these deliveries
-- Locks:   deliveries → recipients
-- Writes:  deliveries: pending → sending (lease, attempts + 1); recipients.reached_at, at most once per recipient and hour
-- Returns: one row: the taken deliveries in the order of p_ids, as the notifier sends them (empty: none), and those that are not
--          sent with their verdicts (null: none)
create or replace function take_deliveries(
  p_ids uuid[], p_limit integer, p_margin interval, p_daily_recipients integer, p_unreserved integer, p_now timestamptz,
  p_lease interval, p_is_trial boolean,
  out claimed json[], out diverted uuid[], out verdicts verdict[], out unreserved_taken integer
) language plpgsql as $$
#variable_conflict use_column
declare
  v_new_recipients bigint;
begin
  if p_daily_recipients is not null then
    v_new_recipients := greatest(0, p_daily_recipients - recipients_reached_in_a_day('whatsapp', p_daily_recipients, p_now));
  end if;

  with judged as materialized (
    select * from judge_candidates(p_ids, p_margin, v_new_recipients, p_unreserved, counted_as_reached_since(p_now), p_now)
  ), chosen as (
    select j.id, j.place, j.reached_at, j.takes_unreserved from judged j where (j.verdict).state is null order by j.place limit p_limit
  ), taken as (
    update deliveries d set
      state = 'sending', attempts = d.attempts + 1, sending_at = p_now, lease_expires_at = p_now + p_lease,
      possible_duplicate = d.possible_duplicate or d.attempts > 0 and (
        select coalesce(bool_or(attempt_may_have_arrived(a)), false) from attempts a where a.delivery_id = d.id
      )
    from chosen c
    where d.id = c.id
    returning d.id, d.outbox_id, d.channel, d.recipient, d.template, d.language, d.attempts, d.spent, d.rank, d.created_at, c.place,
      c.reached_at, c.takes_unreserved
  ), reached as (
    insert into recipients as known (channel, address, reached_at)
    select t.channel, t.recipient, p_now from taken t
    where t.channel = 'whatsapp' and coalesce(t.reached_at, '-infinity') < p_now - interval '1 hour'
    on conflict (channel, address) do update set reached_at = excluded.reached_at
  )
  select
    array(
      select row_to_json(c) from (
        select t.id as delivery_id, t.attempts as attempt, t.spent, t.recipient, t.template, t.language, o.payload,
          p_is_trial as is_trial, t.rank,
          -- Due since it was published, or since a retry by hand set the rank.
          date_part('epoch', p_now - greatest(t.created_at, t.rank - interval '24 hours')) * 1000 as waited_ms,
          case when t.attempts > 1 then (select count(*) from retries r where r.delivery_id = t.id) else 0 end as retries
        from taken t cross join lateral (select outbox.payload from outbox where outbox.id = t.outbox_id) o
        order by t.place
      ) c
    ),
    array_agg(j.id order by j.place) filter (where (j.verdict).state is not null),
    array_agg(j.verdict order by j.place) filter (where (j.verdict).state is not null),
    (select count(*) from taken t where t.takes_unreserved)
  into claimed, diverted, verdicts, unreserved_taken
  from judged j;
end $$;
