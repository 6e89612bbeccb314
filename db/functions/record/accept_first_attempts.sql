-- Records the answers that accept the running first attempt of a delivery: most answers, and nothing is to be decided about them.
-- Such an attempt gets no row: it stands in its delivery alone (carried_attempts). The others are for apply_results.
--
-- p_results: each delivery at most once
--
-- Callers: record_attempts
-- Locks:   deliveries by id → unblock_next_for_recipients
-- Writes:  deliveries: sending → accepted
-- Returns: the other results (null: none); whether a recipient has another message waiting
create or replace function accept_first_attempts(
  p_results attempt_result[], out others attempt_result[], out has_next boolean
) language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_bitmapscan = off
  set plan_cache_mode = force_generic_plan set jit = off
as $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_accepted uuid[];
  v_channels text[];
  v_recipients text[];
  v_followed uuid[];
begin
  -- It reads nothing but the row that it updates, so no earlier statement has to lock that row.
  with accepted as (
    update deliveries d set
      state = 'accepted', reason = null, lease_expires_at = null, provider_message_id = r.provider_message_id, trace_id = r.trace_id,
      accepted_at = v_now
    from (select * from unnest(p_results) given order by given.delivery_id) r
    where d.id = r.delivery_id and d.state = 'sending' and d.attempts = 1 and r.attempt = 1 and r.outcome = 'accepted'
      and r.verdict = 'accepted' and r.counts_attempt = 0
      -- What the delivery does not keep, carried_attempts knows.
      and r.code is null and r.text is null and r.http_status is not distinct from case d.channel when 'whatsapp' then 200 end
      -- A message id that another row has, or that no row could have, is for apply_results to refuse.
      and coalesce(octet_length(r.provider_message_id), 0) <= 2000 -- fits into the index of attempts
      and (select true from attempts known where known.provider_message_id = r.provider_message_id limit 1) is null
    returning d.id, d.channel, d.recipient
  )
  select array_agg(a.id), array_agg(a.channel), array_agg(a.recipient) into v_accepted, v_channels, v_recipients from accepted a;

  has_next := false;
  if v_accepted is null then
    others := p_results;
    return;
  end if;
  -- Few recipients have another message waiting.
  select array_agg(a.id) into v_followed
  from unnest(v_accepted, v_channels, v_recipients) a(id, channel, recipient)
  cross join lateral (
    select from deliveries o where o.channel = a.channel and o.recipient = a.recipient and o.queue_state = 'pending' limit 1
  ) next;
  if v_followed is not null then
    perform unblock_next_for_recipients(v_followed);
    has_next := true;
  end if;
  if cardinality(v_accepted) < cardinality(p_results) then
    others := array(select r from unnest(p_results) r where r.delivery_id not in (select unnest(v_accepted)));
  end if;
end $$;
