-- Marks the WhatsApp recipients for whom a part of the daily limit is reserved: those of tomorrow's reminders and of other messages that
-- must go out before the next midnight and who were not reached since p_since. Releases what waits for the reserve and is to one of them,
-- and what must go out and is to somebody who was reached meanwhile: it takes nothing of the limit.
--
-- p_tomorrow, p_due_at, p_since: as recipients_to_remind
--
-- Callers: services/notifier/src/daily-limit/recipient-reserve.ts
-- Locks:   advisory, of the reserve: one notifier at a time → recipients by address → deliveries by id (skip locked)
-- Writes:  recipients.reserved_for; deliveries: held → pending
-- Returns: how many recipients are in the reserve
create or replace function mark_reserved_recipients(p_tomorrow date, p_due_at timestamptz, p_since timestamptz) returns integer
language plpgsql
  set enable_seqscan = off set jit = off
as $$
declare
  v_needed text[];
begin
  perform pg_advisory_xact_lock(hashtextextended('dutybell:reserve', 0));
  select coalesce(array_agg(distinct n.address order by n.address), '{}') into v_needed
  from (
    select * from recipients_to_remind(p_tomorrow, p_due_at, p_since)
    union
    select d.recipient from deliveries d
    left join recipients r on r.channel = d.channel and r.address = d.recipient
    where d.channel = 'whatsapp' and d.queue_state in ('pending', 'held')
      and must_go_out(d.template, d.expires_at, clock_timestamp())
      and r.suppressed_at is null and coalesce(r.reached_at, '-infinity') < p_since
  ) n(address);

  perform from (
    select o.address from recipients o
    where o.channel = 'whatsapp' and o.reserved_for is not null and o.address <> all (v_needed)
    union
    select n.address from unnest(v_needed) n(address)
    where not exists (
      select from recipients r where r.channel = 'whatsapp' and r.address = n.address and r.reserved_for = p_tomorrow
    )
    order by 1
  ) changing
  cross join lateral (
    select from recipients r where r.channel = 'whatsapp' and r.address = changing.address for no key update
  ) locked;
  update recipients r set reserved_for = null
  where r.channel = 'whatsapp' and r.reserved_for is not null and r.address <> all (v_needed);
  insert into recipients as known (channel, address, reserved_for)
  select 'whatsapp', n.address, p_tomorrow from unnest(v_needed) n(address)
  where not exists (
    select from recipients r where r.channel = 'whatsapp' and r.address = n.address and r.reserved_for = p_tomorrow
  )
  order by n.address
  on conflict (channel, address) do update set reserved_for = excluded.reserved_for;

  with releasable as (
    select d.id from deliveries d
    where d.queue_state = 'held' and d.reason = 'reserved_for_reminders' and d.recipient = any (v_needed)
    union
    select d.id from deliveries d
    join recipients r on r.channel = d.channel and r.address = d.recipient
    where d.channel = 'whatsapp' and d.queue_state = 'held' and d.reason in ('reserved_for_reminders', 'daily_recipients')
      and must_go_out(d.template, d.expires_at, clock_timestamp())
      and r.reached_at >= counted_as_reached_since(clock_timestamp())
    order by 1
  ), waiting as (
    select d.id from releasable
    cross join lateral (
      select o.id from deliveries o where o.id = releasable.id for no key update skip locked
    ) d
  )
  update deliveries d set state = 'pending', reason = null, next_attempt_at = null, blocked_by_earlier = false
  from waiting
  where d.id = waiting.id and d.queue_state = 'held' and d.reason in ('reserved_for_reminders', 'daily_recipients');
  return cardinality(v_needed);
end $$;
