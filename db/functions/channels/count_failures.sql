-- Counts failures of one code in a row, over all notifiers. Another code begins a new row of failures.
--
-- p_deliveries: those that failed
--
-- Callers: services/notifier/src/channels/failure-streaks.ts
-- Locks:   failure streak; before the channel, if at all
-- Writes:  failure_streaks
-- Returns: how many different recipients failed with this code without a success in between, at most five
create or replace function count_failures(p_channel text, p_source text, p_code text, p_class text, p_text text, p_deliveries uuid[])
returns integer language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
as $$
declare
  c_max constant integer := 5;
  v_streak failure_streaks;
begin
  -- Many in flight fail alike.
  if exists (
    select from failure_streaks s
    where s.channel = p_channel and s.source = p_source and s.code = p_code and cardinality(s.deliveries) >= c_max
      and s.updated_at > clock_timestamp() - interval '1 minute'
  ) then
    return c_max;
  end if;

  insert into failure_streaks (channel, source, code, class, text, deliveries)
  values (p_channel, p_source, p_code, p_class, p_text, '{}')
  on conflict (channel, source) do nothing;
  select * into v_streak from failure_streaks s where s.channel = p_channel and s.source = p_source for no key update;
  -- Deleted by a success in between: the next failure begins a new row.
  if not found then
    return least(c_max, cardinality(p_deliveries));
  end if;

  update failure_streaks s set
    code = p_code, class = p_class, text = p_text, updated_at = clock_timestamp(),
    deliveries = array(
      select r.id from (
        select distinct on (d.recipient) d.id, failed.place
        from unnest(case when s.code = p_code then s.deliveries else '{}' end || p_deliveries) with ordinality failed(id, place)
        cross join lateral (select * from deliveries where deliveries.id = failed.id) d
        order by d.recipient, failed.place
      ) r
      order by r.place limit c_max
    )
  where s.channel = p_channel and s.source = p_source
  returning * into v_streak;
  return cardinality(v_streak.deliveries);
end $$;
