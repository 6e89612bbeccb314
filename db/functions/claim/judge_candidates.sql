-- Judges which deliveries may be sent now: still true (why_untrue), in time, first of their recipient, within the daily limit.
-- A set-returning function of one statement, because Postgres inlines those.
--
-- p_margin: the longest time that one attempt may take. p_new_recipients: how many recipients may still be reached that were not
-- reached since p_reached_since; null: no limit. p_unreserved: how many of them by messages that can wait; null: not computed.
--
-- Callers: take_deliveries
-- Locks:   none
-- Writes:  nothing
-- Returns: one row per delivery with its place in p_ids; verdict null: send it
create or replace function judge_candidates(
  p_ids uuid[], p_margin interval, p_new_recipients bigint, p_unreserved bigint, p_reached_since timestamptz,
  p_now timestamptz
) returns table (id uuid, place bigint, reached_at timestamptz, takes_unreserved boolean, verdict verdict) language sql stable as $$
  -- Materialized: inlined, each verdict would be computed once for every reference.
  with judged as materialized (
    select d.id, candidate.place, r.reached_at,
      d.channel = 'whatsapp' and coalesce(r.reached_at, '-infinity') < p_reached_since as is_new_recipient,
      p_new_recipients is not null and (r.reserved_for is not null or must_go_out(d.template, d.expires_at, p_now)) as is_reserved,
      case
        when d.expires_at <= p_now + p_margin then ('expired', null, null)::verdict
        when untrue.reason in ('template', 'number_changed') then ('held', untrue.reason, null)::verdict
        when untrue.reason is not null then ('cancelled', untrue.reason, null)::verdict
        when (
          -- No "exists": Postgres may read a whole index into a hash for it.
          select true from deliveries o
          where o.channel = d.channel and o.recipient = d.recipient and o.queue_state = 'sending' limit 1
        ) or (
          select true from deliveries o
          where o.channel = d.channel and o.recipient = d.recipient and o.queue_state = 'pending' and o.seq < d.seq
            -- One that waits longer is not waited for.
            and (o.next_attempt_at is null or o.next_attempt_at <= p_now + interval '1 minute')
          limit 1
        ) then ('pending', 'earlier', null)::verdict
        when r.spaced_until > p_now and coalesce(r.spaced_at, '-infinity') <= p_now + interval '5 seconds' -- not begun in the future
          then ('pending', null, r.spaced_until)::verdict
      end as verdict
    from unnest(p_ids) with ordinality candidate(id, place)
    cross join lateral (select * from deliveries where deliveries.id = candidate.id) d
    left join lateral (
      select * from recipients where recipients.channel = d.channel and recipients.address = d.recipient
    ) r on true
    cross join lateral why_untrue(d.registration_id, d.outbox_id, d.channel, d.recipient, d.template, d.language,
      r.suppressed_at) untrue
  )
  -- What can wait takes at most p_unreserved, so that what must go out finds the rest.
  select counted.id, counted.place, counted.reached_at, counted.is_new and not counted.is_reserved, case
    when not counted.is_new or p_new_recipients is null then counted.verdict
    when not counted.is_reserved and counted.unreserved > p_unreserved
      then ('held', case when p_unreserved < p_new_recipients then 'reserved_for_reminders' else 'daily_recipients' end, null)::verdict
    when counted.reserved + least(counted.unreserved, p_unreserved) > p_new_recipients then ('held', 'daily_recipients', null)::verdict
  end
  from (
    select judged.*, is_new.is_new,
      count(*) filter (where is_new.is_new and judged.is_reserved) over places as reserved,
      count(*) filter (where is_new.is_new and not judged.is_reserved) over places as unreserved
    from judged
    cross join lateral (select (judged.verdict).state is null and judged.is_new_recipient) is_new(is_new)
    window places as (order by judged.place)
  ) counted
$$;
