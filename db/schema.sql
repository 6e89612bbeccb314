-- Written by `pnpm db:dump` from db/migrations and db/functions; never edited.

CREATE TYPE public.attempt_result AS (
	delivery_id uuid,
	attempt integer,
	outcome text,
	http_status integer,
	code text,
	text text,
	trace_id text,
	provider_message_id text,
	finished_at timestamp with time zone,
	sent_at timestamp with time zone,
	delivered_at timestamp with time zone,
	read_at timestamp with time zone,
	failed_at timestamp with time zone,
	verdict text,
	reason text,
	delay_ms double precision,
	counts_attempt integer
);

COMMENT ON TYPE public.attempt_result IS 'What became known about one attempt, and the next step. From an answer, an expired lease (finished_at: its end) or receipts (the four times). Verdict: accepted, retry, retry_once, failed, held, in_doubt; null: evidence alone.';

CREATE TYPE public.duty_change AS (
	place integer,
	kind text,
	duty_assignment_id uuid,
	expected_versions integer[],
	registration_id uuid,
	duty_date date,
	duty_time text,
	duty_time_key text,
	day_ends_at timestamp with time zone,
	copy_of uuid,
	person_of uuid,
	allotment text,
	override_reason text,
	ended_by text,
	was_version integer,
	was_date date,
	was_time text,
	outcome text,
	conflicts uuid[],
	places integer,
	taken integer
);

COMMENT ON TYPE public.duty_change IS 'One change of change_duties. Kind: create, move, cancel. A create may copy date and time of one duty (copy_of) for the person of another (person_of). Outcome: unchanged, or the code of the problem; null: written.';

CREATE TYPE public.new_event AS (
	id uuid,
	aggregatetype text,
	aggregateid text,
	type text,
	dedupe_key text,
	registration_id uuid,
	language text,
	parameters jsonb,
	whatsapp_parameters jsonb,
	duty_assignments jsonb,
	phone_number text,
	email text,
	whatsapp_delivery_id uuid,
	email_delivery_id uuid,
	expires_at timestamp with time zone,
	traceparent text,
	held_for text
);

COMMENT ON TYPE public.new_event IS 'An event to publish. whatsapp_parameters: those of WhatsApp where they are shorter; null: parameters. duty_assignments: [{id, version, corrects}], corrects is the version that a correction replaces. phone_number, email: null: no delivery on this channel. held_for: the reason of the hold of its deliveries; null: they are pending.';

CREATE TYPE public.verdict AS (
	state text,
	reason text,
	not_before timestamp with time zone
);

COMMENT ON TYPE public.verdict IS 'What is decided about a delivery that is not sent now. State pending: it waits until not_before, or, with the reason earlier, for an earlier one of its recipient.';

CREATE FUNCTION public.accept_first_attempts(p_results public.attempt_result[], OUT others public.attempt_result[], OUT has_next boolean) RETURNS record
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_bitmapscan TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    SET jit TO 'off'
    AS $$
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

CREATE FUNCTION public.address_at(p_channel text, p_address text, p_at timestamp with time zone) RETURNS text
    LANGUAGE sql STABLE
    AS $$
  select coalesce((
    select r.address from recipients r
    where r.channel = p_channel and r.address = erased_form(p_address) and r.erased_at >= p_at
  ), p_address)
$$;

CREATE FUNCTION public.adopt_language(p_language text) RETURNS void
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
declare
  v_unfinished uuid[]; -- by the partial indexes, as nothing finds finished deliveries without a language
begin
  insert into templates (name, language, state, reason, in_doubt_policy, updated_at, hold_code, status_at, status_event, category_at,
    category_event)
  select name, p_language, state, reason, in_doubt_policy, updated_at, hold_code, status_at, status_event, category_at, category_event
  from templates where language = ''
  order by name
  on conflict (name, language) do nothing;
  delete from templates where language = '';
  v_unfinished := array(
    select w.id from deliveries w where w.queue_state in ('pending', 'held', 'in_doubt') and w.language = ''
    union all
    select s.id from deliveries s where s.queue_state = 'sending' and s.language = ''
  );
  update deliveries d set language = p_language
  from (
    select u.id from deliveries u where u.id = any (v_unfinished) and u.language = '' order by u.id for no key update skip locked
  ) unfinished
  where d.id = unfinished.id;
end $$;

CREATE FUNCTION public.apply_receipts(p_items jsonb, p_max_attempts integer, p_window interval) RETURNS SETOF integer
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_bitmapscan TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    SET jit TO 'off'
    AS $$
declare
  v_all_advance boolean;
  v_advanced integer[];
  v_results attempt_result[];
  v_unmatched integer[];
begin
  if exists (select from failure_streaks k where k.channel = 'whatsapp' and k.source = 'receipt') then
    delete from failure_streaks s
    using (
      select k.channel, k.source from failure_streaks k
      where k.channel = 'whatsapp' and k.source = 'receipt' and exists (
        select from jsonb_to_recordset(p_items) i(delivered_at timestamptz, read_at timestamptz)
        where i.delivered_at is not null or i.read_at is not null
      )
      for update skip locked
    ) ended
    where s.channel = ended.channel and s.source = ended.source;
  end if;

  -- Most receipts: progress of the only attempt of a delivery, which is accepted. It stands in the delivery alone. The statement
  -- reads nothing but the row that it updates, so no earlier statement has to lock that row. Unless others follow: then all are
  -- locked in one order first.
  v_all_advance := not exists (
    select from jsonb_to_recordset(p_items) i(delivery_id uuid, attempt integer, provider_message_id text, sent_at timestamptz,
      delivered_at timestamptz, read_at timestamptz, failed_at timestamptz, code text)
    left join lateral (select * from deliveries where deliveries.id = i.delivery_id offset 0) d on true
    where (i.attempt = 1 and i.failed_at is null and i.code is null and coalesce(i.sent_at, i.delivered_at, i.read_at) is not null
      and d.queue_state = 'done' and d.attempts = 1 and d.provider_message_id = i.provider_message_id) is not true
  );
  if not v_all_advance then
    perform from (
      select distinct coalesce(i.delivery_id, known.delivery_id) as id
      from jsonb_to_recordset(p_items) i(delivery_id uuid, provider_message_id text)
      left join lateral (
        select found.delivery_id from find_attempts(i.provider_message_id) found where i.delivery_id is null
      ) known on true
      order by 1
    ) i
    cross join lateral (select from deliveries d where d.id = i.id for no key update) locked;
  end if;

  with advanced as (
    update deliveries d set
      state = case
        when coalesce(d.read_at, i.read_at) is not null then 'read'
        when coalesce(d.delivered_at, i.delivered_at) is not null then 'delivered'
        else 'sent'
      end,
      reason = null,
      sent_at = least(d.sent_at, i.sent_at),
      delivered_at = least(d.delivered_at, i.delivered_at),
      read_at = least(d.read_at, i.read_at)
    from (
      select * from jsonb_to_recordset(p_items) given(item integer, delivery_id uuid, attempt integer, provider_message_id text,
        sent_at timestamptz, delivered_at timestamptz, read_at timestamptz, failed_at timestamptz, code text)
      where given.attempt = 1 and given.failed_at is null and given.code is null
        and coalesce(given.sent_at, given.delivered_at, given.read_at) is not null
      order by given.delivery_id
    ) i
    where d.id = i.delivery_id and d.queue_state = 'done' and d.attempts = 1 and d.provider_message_id = i.provider_message_id
    returning i.item
  )
  select array_agg(a.item) into v_advanced from advanced a;
  if cardinality(v_advanced) = jsonb_array_length(p_items) then
    return;
  elsif v_all_advance then
    -- A delivery changed since that check. The rest is locked against the order, so it waits only a moment.
    perform set_config('lock_timeout', '50ms', true);
  end if;

  select
    -- Meta has accepted a message that a receipt names, whatever happened later.
    array_agg((m.delivery_id, m.number, 'accepted', null, i.code, i.text, null, i.provider_message_id, null, i.sent_at,
      i.delivered_at, i.read_at, i.failed_at, case when i.failed_at is not null then i.verdict end, i.reason, i.delay_ms,
      case when i.failed_at is not null then i.counts_attempt end)::attempt_result) filter (where m.delivery_id is not null),
    array_agg(i.item) filter (where m.delivery_id is null)
  into v_results, v_unmatched
  from (
    select * from jsonb_to_recordset(p_items) given(item integer, delivery_id uuid, attempt integer, provider_message_id text,
      sent_at timestamptz, delivered_at timestamptz, read_at timestamptz, failed_at timestamptz, code text, text text, verdict text,
      reason text, delay_ms double precision, counts_attempt integer)
    where given.item not in (select unnest(v_advanced))
  ) i
  left join lateral (
    -- A running attempt has no row; its number is that of its delivery.
    select named.id as delivery_id, i.attempt as number from deliveries named
    where named.id = i.delivery_id and i.attempt between 1 and named.attempts
    union all
    select known.delivery_id, known.number from find_attempts(i.provider_message_id) known where i.delivery_id is null
  ) m on true;

  if v_results is not null then
    perform apply_results(v_results, p_max_attempts, p_window);
  end if;
  return query select unnest(v_unmatched);
end $$;

CREATE FUNCTION public.apply_results(p_results public.attempt_result[], p_max_attempts integer, p_window interval) RETURNS void
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_bitmapscan TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    SET jit TO 'off'
    AS $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_is_news boolean[];
  v_cost_changes integer[];
  v_left uuid[];
  v_waiting uuid[];
begin
  perform from (select distinct r.delivery_id from unnest(p_results) r order by 1) r
  cross join lateral (select from deliveries d where d.id = r.delivery_id for no key update) locked;
  perform store_carried_attempts(array(select r.delivery_id from unnest(p_results) r));

  -- 1. Evidence. The running attempt has no row yet: its delivery knows when it started.
  with result as materialized (
    select r.*, coalesce(a.started_at, d.sending_at) as started_at, d.erased, a.outcome as known_outcome, a.failed_at as known_failed_at,
      coalesce(a.cost, 0) as known_cost, d.attempts = 1 as is_only, d.sent_at as shown_sent_at, d.delivered_at as shown_delivered_at,
      d.read_at as shown_read_at,
      case
        when a.failed_at is not null or a.outcome = 'accepted' and r.failed_at is null then a.cost
        when r.verdict = 'retry_once' then greatest(1, p_max_attempts - 1 - d.spent + coalesce(a.cost, 0))
        else coalesce(r.counts_attempt, 0)
      end as cost
    from unnest(p_results) with ordinality r
    cross join lateral (select * from deliveries where deliveries.id = r.delivery_id) d
    left join lateral (
      select * from attempts where attempts.delivery_id = r.delivery_id and attempts.number = r.attempt
      offset 0 -- else a plan made while the table was empty reads all of it
    ) a on true
  ), written as (
    insert into attempts as known (delivery_id, number, started_at, finished_at, cost, outcome, http_status, provider_code,
      provider_text, trace_id, provider_message_id, sent_at, delivered_at, read_at, failed_at, erased)
    select r.delivery_id, r.attempt, r.started_at, coalesce(r.finished_at, v_now), r.cost, r.outcome, r.http_status, r.code,
      r.text, r.trace_id, r.provider_message_id,
      -- The receipts of an only attempt stand in its delivery: apply_receipts.
      case when r.is_only then least(r.sent_at, r.shown_sent_at) else r.sent_at end,
      case when r.is_only then least(r.delivered_at, r.shown_delivered_at) else r.delivered_at end,
      case when r.is_only then least(r.read_at, r.shown_read_at) else r.read_at end,
      r.failed_at, r.erased
    from result r
    on conflict (delivery_id, number) do update set
      cost = excluded.cost,
      -- Accepted is accepted, whatever another source says.
      outcome = case when known.outcome = 'accepted' then known.outcome else excluded.outcome end,
      http_status = coalesce(excluded.http_status, known.http_status),
      provider_code = coalesce(excluded.provider_code, known.provider_code),
      provider_text = coalesce(excluded.provider_text, known.provider_text),
      trace_id = coalesce(excluded.trace_id, known.trace_id),
      provider_message_id = coalesce(known.provider_message_id, excluded.provider_message_id),
      sent_at = least(known.sent_at, excluded.sent_at),
      delivered_at = least(known.delivered_at, excluded.delivered_at),
      read_at = least(known.read_at, excluded.read_at),
      failed_at = least(known.failed_at, excluded.failed_at)
  )
  select
    array_agg(r.known_failed_at is null
      and (r.failed_at is not null or r.known_outcome is distinct from r.outcome and r.known_outcome is distinct from 'accepted')
      order by r.ordinality),
    array_agg(r.cost - r.known_cost order by r.ordinality)
  into v_is_news, v_cost_changes
  from result r;
  -- The index of attempts does not have those that stand in their delivery alone.
  if exists (
    select from unnest(p_results) r
    cross join lateral (select * from attempts where attempts.delivery_id = r.delivery_id and attempts.number = r.attempt) a
    cross join lateral find_attempts(a.provider_message_id) other
    where other.delivery_id <> a.delivery_id
  ) then
    raise unique_violation using message = 'Another attempt has the message id of this one.';
  end if;

  -- 2. The next state. A delivery shows the highest state of its attempts; it fails only when each attempt that may have arrived
  -- has failed. Steps: the result that counts for each delivery; what its attempts show together (shows); whether the result
  -- decides or is evidence only (decides); the next state; the write.
  with result as (
    -- One result per delivery decides: a failure, of the latest attempt.
    select distinct on (r.delivery_id) r.*,
      v_is_news[r.ordinality] and coalesce(r.verdict <> 'accepted', false) as is_failure,
      sum(v_cost_changes[r.ordinality]) over (partition by r.delivery_id)::integer as cost_change,
      bool_or(r.outcome = 'accepted') over (partition by r.delivery_id) as is_accepted
    from unnest(p_results) with ordinality r
    order by r.delivery_id, is_failure desc, r.attempt desc
  ), shown as materialized (
    select r.*, d.state as old_state, d.queue_state as old_queue_state, d.withdrawn, d.expires_at, d.sending_at, d.attempts, d.erased,
      d.reason as old_reason, d.next_attempt_at as old_next_attempt_at, e.sent_at as first_sent_at,
      e.delivered_at as first_delivered_at, e.read_at as first_read_at, e.failed_at as last_failed_at, e.message_id, e.may_have_arrived,
      d.state = 'sending' and not e.knows_latest as is_running,
      greatest(0, d.spent + r.cost_change) as new_spent,
      -- A wait that the provider asks for leaves time for another try.
      v_now + least(coalesce(r.delay_ms, 0) * interval '1 millisecond',
        case when r.verdict = 'retry' then greatest(d.expires_at - v_now, interval '0') / 2 end) as not_before, e.shows
    from result r
    cross join lateral (select * from deliveries where deliveries.id = r.delivery_id) d
    cross join lateral (
      select
        case
          when bool_or(a.read_at is not null) then 'read'
          when bool_or(a.delivered_at is not null) then 'delivered'
          when bool_or(a.sent_at is not null and a.failed_at is null) then 'sent'
          when bool_or(a.outcome = 'accepted' and a.failed_at is null) then 'accepted'
          when bool_or(a.outcome = 'in_doubt' and a.failed_at is null) then 'in_doubt'
          else 'failed'
        end as shows,
        bool_or(a.number = d.attempts) as knows_latest, -- else the latest attempt has no row yet: it is running
        bool_or(attempt_may_have_arrived(a)) as may_have_arrived,
        min(a.sent_at) as sent_at, min(a.delivered_at) as delivered_at, min(a.read_at) as read_at, max(a.failed_at) as failed_at,
        -- Of the attempt whose state is shown.
        (array_agg(a.provider_message_id order by a.read_at nulls last, a.delivered_at nulls last, a.failed_at nulls first,
          a.number desc) filter (where a.provider_message_id is not null))[1] as message_id
      from attempts a where a.delivery_id = d.id
    ) e
  ), decided as materialized (
    select s.*, s.is_failure and (
        s.attempt = s.attempts
        -- It was the last open doubt, or the state that was shown.
        or s.old_state = 'in_doubt' and s.shows = 'failed'
        or s.old_state in ('accepted', 'sent')
      ) as decides
    from shown s
  ), next as materialized (
    select c.*, case
      when c.shows in ('read', 'delivered') then c.shows
      -- Its notifier will record it, or its lease expires.
      when c.is_running then 'sending'
      when c.shows in ('sent', 'accepted') then c.shows
      when not c.decides then c.old_state
      when c.verdict = 'in_doubt' then 'in_doubt'
      when c.withdrawn then 'cancelled'
      when c.verdict = 'held' then 'held'
      when c.verdict in ('retry', 'retry_once') and c.new_spent < p_max_attempts
        then case when c.not_before >= c.expires_at then 'expired' else 'pending' end
      -- An earlier attempt may have arrived: its receipt decides.
      when c.shows = 'in_doubt' then 'in_doubt'
      else 'failed'
    end as new_state
    from decided c
  ), moved as (
    update deliveries d set
      state = n.new_state,
      reason = case
        when n.new_state = n.old_state and not n.decides then n.old_reason
        when n.new_state in ('pending', 'accepted', 'sent', 'delivered', 'read') then null
        when n.new_state = 'in_doubt' then coalesce(case when n.verdict = 'in_doubt' then n.reason end, 'outcome_unknown')
        when n.new_state in ('expired', 'cancelled') and n.may_have_arrived then 'possibly_sent'
        when n.new_state = 'failed' and n.verdict in ('retry', 'retry_once') then 'attempts_spent'
        when n.new_state in ('failed', 'held') then n.reason
        when n.new_state = 'cancelled' then coalesce(n.old_reason, 'withdrawn')
        else n.old_reason
      end,
      spent = n.new_spent,
      next_attempt_at = case
        when n.new_state = n.old_state then n.old_next_attempt_at
        when n.new_state = 'pending' and n.delay_ms > 0 then n.not_before
        when n.new_state = 'in_doubt'
          then coalesce(n.finished_at, v_now) + least(p_window, (n.expires_at - coalesce(n.finished_at, v_now)) / 2)
      end,
      waits_since = case when n.new_state = n.old_state then d.waits_since else v_now end,
      blocked_by_earlier = d.blocked_by_earlier and n.new_state = 'pending',
      lease_expires_at = case when n.new_state = 'sending' then d.lease_expires_at end,
      provider_message_id = coalesce(n.message_id, d.provider_message_id),
      -- An error ends with a later acceptance; the attempts keep it.
      last_error_code = case when n.new_state not in ('accepted', 'sent', 'delivered', 'read') then coalesce(n.code, d.last_error_code) end,
      last_error_text = case when n.new_state not in ('accepted', 'sent', 'delivered', 'read') then coalesce(n.text, d.last_error_text) end,
      accepted_at = case when n.is_accepted then coalesce(d.accepted_at, v_now) else d.accepted_at end,
      sent_at = coalesce(n.first_sent_at, d.sent_at),
      delivered_at = coalesce(n.first_delivered_at, d.delivered_at),
      read_at = coalesce(n.first_read_at, d.read_at),
      in_doubt_at = case when n.new_state = 'in_doubt' then coalesce(d.in_doubt_at, v_now) else d.in_doubt_at end,
      held_at = case when n.new_state = 'held' and n.decides then v_now else d.held_at end,
      failed_at = case when n.new_state = 'failed' and n.decides then coalesce(n.last_failed_at, v_now) else d.failed_at end,
      expired_at = case when n.new_state = 'expired' then coalesce(d.expired_at, v_now) else d.expired_at end,
      cancelled_at = case when n.new_state = 'cancelled' then coalesce(d.cancelled_at, v_now) else d.cancelled_at end
    from next n
    where d.id = n.delivery_id
    returning d.id, n.old_queue_state, d.queue_state
  ), ended as (
    -- Delivered by another attempt while this one was running: no lease will expire for it. Its answer still completes it.
    insert into attempts (delivery_id, number, started_at, finished_at, outcome, provider_text, erased)
    select n.delivery_id, n.attempts, n.sending_at, v_now, 'in_doubt', 'The delivery was settled by a receipt of another attempt.', n.erased
    from next n where n.is_running and n.new_state <> 'sending'
  )
  select array_agg(m.id) filter (where m.old_queue_state <> 'done' or m.queue_state <> 'done'),
    array_agg(m.id) filter (where m.queue_state in ('pending', 'held'))
  into v_left, v_waiting
  from moved m;

  if v_left is not null then
    perform unblock_next_for_recipients(v_left);
  end if;
  if v_waiting is not null then
    perform follow_addresses(v_waiting);
  end if;
end $$;

CREATE TABLE public.attempts (
    delivery_id uuid NOT NULL,
    number integer NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    cost integer DEFAULT 0 NOT NULL,
    outcome text NOT NULL,
    http_status integer,
    provider_code text,
    provider_text text,
    trace_id text,
    provider_message_id text,
    sent_at timestamp with time zone,
    delivered_at timestamp with time zone,
    read_at timestamp with time zone,
    failed_at timestamp with time zone,
    erased boolean DEFAULT false NOT NULL,
    recipient text,
    CONSTRAINT attempts_outcome_known CHECK ((outcome = ANY (ARRAY['accepted'::text, 'refused'::text, 'unsent'::text, 'in_doubt'::text])))
);

COMMENT ON TABLE public.attempts IS 'Each finished try to send a delivery, written when its result is known, except those that stand in their delivery alone: the only try, accepted by its answer, of which nothing else is known but receipts that advance the delivery. As soon as anything else happens, store_carried_attempts writes its row first. The receipts of an only attempt stand in its delivery, until another attempt follows. A running try stands in its delivery only.';

COMMENT ON COLUMN public.attempts.delivery_id IS 'No foreign key: the functions that insert attempts or delete deliveries hold the lock of the delivery.';

COMMENT ON COLUMN public.attempts.cost IS 'How much it counts against MAX_ATTEMPTS: 1 in doubt, 0 accepted or not started, else by the class of the error.';

COMMENT ON COLUMN public.attempts.erased IS 'Of an erased delivery: the message id is a keyed hash, by which a late receipt still finds it.';

COMMENT ON COLUMN public.attempts.recipient IS 'The address of this attempt where the delivery has another one since: it was corrected before the next attempt.';

CREATE FUNCTION public.attempt_may_have_arrived(p_attempt public.attempts) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$
  select p_attempt.failed_at is null and p_attempt.outcome <> 'unsent'
    and (p_attempt.outcome <> 'refused' or coalesce(p_attempt.http_status, 0) >= 500)
$$;

CREATE FUNCTION public.cancel_duties_of_erased(p_registration_id uuid) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_cancelled uuid[];
begin
  with cancelled as (
    update duty_assignments set status = 'cancelled', version = version + 1, updated_at = v_now
    where registration_id = p_registration_id and status <> 'cancelled'
    returning id
  )
  select array_agg(id) into v_cancelled from cancelled;
  update duty_assignments set override_reason = null where registration_id = p_registration_id and override_reason is not null;

  with ended as (
    update duty_assignment_versions v set ended_at = v_now, ended_by = 'erased'
    where v.duty_assignment_id = any (v_cancelled) and v.ended_at is null
    returning *
  )
  insert into duty_assignment_versions (duty_assignment_id, version, registration_id, duty_date, duty_time, duty_time_key, status,
    day_ends_at, began_at)
  select duty_assignment_id, version + 1, registration_id, duty_date, duty_time, duty_time_key, 'cancelled', day_ends_at, v_now
  from ended;
  update duty_assignment_versions v set told_by_phone_note = null
  from duty_assignments a
  where a.registration_id = p_registration_id and v.duty_assignment_id = a.id and v.told_by_phone_note is not null;
end $$;

CREATE FUNCTION public.carried_attempts(p_delivery_ids uuid[]) RETURNS SETOF public.attempts
    LANGUAGE sql STABLE
    AS $$
  select d.id, 1, d.sending_at, d.accepted_at, 0, 'accepted', case d.channel when 'whatsapp' then 200 end, null::text, null::text,
    d.trace_id, d.provider_message_id, d.sent_at, d.delivered_at, d.read_at, null::timestamptz, d.erased, null::text
  from deliveries d
  where d.id = any (p_delivery_ids) and d.queue_state = 'done' and d.attempts = 1
    -- No "exists": Postgres may read a whole index into a hash for it.
    and (select true from attempts a where a.delivery_id = d.id and a.number = 1) is null
$$;

CREATE TABLE public.duty_assignments (
    id uuid NOT NULL,
    registration_id uuid NOT NULL,
    duty_date date NOT NULL,
    duty_time text NOT NULL,
    status text DEFAULT 'assigned'::text NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    allotted_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    updated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    duty_time_key text NOT NULL,
    allotment text DEFAULT 'published'::text NOT NULL,
    override_reason text,
    CONSTRAINT duty_assignments_allotment_known CHECK ((allotment = ANY (ARRAY['published'::text, 'waiting'::text, 'told_elsewhere'::text]))),
    CONSTRAINT duty_assignments_duty_time_length CHECK ((char_length(duty_time) <= 60)),
    CONSTRAINT duty_assignments_override_reason_length CHECK ((char_length(override_reason) <= 500)),
    CONSTRAINT duty_assignments_status_known CHECK ((status = ANY (ARRAY['assigned'::text, 'cancelled'::text])))
);

COMMENT ON TABLE public.duty_assignments IS 'A person, a date and a duty time. duty_time is a label such as "Fajar Azaan", not a clock time.';

COMMENT ON COLUMN public.duty_assignments.version IS 'Raised by every change; a message is true only for the version that it names.';

COMMENT ON COLUMN public.duty_assignments.allotted_at IS 'When the present date and time were given: an allotment made after its reminder was due needs no reminder.';

COMMENT ON COLUMN public.duty_assignments.duty_time_key IS 'The label as the application compares labels; names the row of duty_times, where there is one.';

COMMENT ON COLUMN public.duty_assignments.allotment IS 'waiting: no message yet. told_elsewhere: told without this system; a reminder and corrections are sent.';

COMMENT ON COLUMN public.duty_assignments.override_reason IS 'Why the duty was given in spite of an overlap or of full places.';

CREATE FUNCTION public.change_duties(p_changes jsonb, p_atomic boolean, p_dry_run boolean, p_languages jsonb, p_traceparent text, p_audit jsonb) RETURNS TABLE(place integer, outcome text, conflicts uuid[], places integer, taken integer, told jsonb, duty public.duty_assignments)
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    SET jit TO 'off'
    AS $$
#variable_conflict use_column
declare
  v_given constant duty_change[] := array(select r from jsonb_populate_recordset(null::duty_change, p_changes) r order by r.place);
  v_resolved constant duty_change[] := resolve_duty_changes(v_given);
  v_judged duty_change[];
  v_written duty_change[];
  v_told jsonb;
  v_now timestamptz;
begin
  perform from (
    select t.id from duty_times t where t.key in (select c.duty_time_key from unnest(v_resolved) c where c.kind <> 'cancel')
    order by t.id for no key update
  ) locked;
  perform from (
    select p.id from registrations p where p.id in (select c.registration_id from unnest(v_resolved) c) order by p.id for no key update
  ) locked;
  perform from (
    select a.id from duty_assignments a where a.id in (select c.duty_assignment_id from unnest(v_resolved) c where c.kind <> 'create')
    order by a.id for no key update
  ) locked;
  v_judged := resolve_duty_changes(v_given);
  if array(select (c.registration_id, c.duty_time_key, c.places) from unnest(v_judged) c)
    <> array(select (c.registration_id, c.duty_time_key, c.places) from unnest(v_resolved) c) then
    raise exception 'A duty was changed by another transaction.' using errcode = 'serialization_failure';
  end if;

  v_now := clock_timestamp();
  v_judged := judge_duty_changes(v_judged, v_now);
  v_told := case when exists (select from unnest(v_judged) c where c.kind <> 'create' and c.outcome is null) then (
    select jsonb_object_agg(t.id, t.rows) from (
      select t.duty_assignment_id as id, jsonb_agg(to_jsonb(t) order by t.channel, t.at) as rows
      from told_of_duties(array(select c.duty_assignment_id from unnest(v_judged) c where c.kind <> 'create' and c.outcome is null)) t
      group by t.duty_assignment_id
    ) t
  ) end;

  if not p_dry_run and not (p_atomic and exists (
    -- In a list, a duty that exists is not an obstacle.
    select from unnest(v_judged) c
    where c.outcome <> 'unchanged' and (c.outcome <> 'duty_assignment_exists' or c.kind = 'move' or c.copy_of is not null)
  )) then
    v_written := array(select c from unnest(v_judged) c where c.outcome is null order by c.place);
    perform write_duty_changes(v_written, v_now, p_audit);
    perform withdraw_deliveries(array(
        select d.id from unnest(v_written) c
        join outbox_duty_assignments e on e.duty_assignment_id = c.duty_assignment_id and e.version <= c.was_version
        join deliveries d on d.outbox_id = e.outbox_id
        where c.kind = w.kind
      ), w.reason)
    from (values ('cancel', 'duty_cancelled'), ('move', 'duty_moved')) w(kind, reason)
    where exists (select from unnest(v_written) c where c.kind = w.kind);
    -- The day that a duty left, too: a message that was withdrawn may have named other duties of it.
    perform tell_duties(array_agg(day.registration_id), array_agg(day.duty_date), p_languages, p_traceparent)
    from (
      select c.registration_id, c.duty_date from unnest(v_written) c
      union
      select c.registration_id, c.was_date from unnest(v_written) c where c.kind <> 'create'
    ) day;
  end if;

  return query
  select c.place, c.outcome, c.conflicts, c.places, c.taken, coalesce(v_told -> c.duty_assignment_id::text, '[]'), a
  from unnest(v_judged) c
  left join duty_assignments a
    on a.id = case when c.outcome = 'duty_assignment_exists' then c.conflicts[1] else c.duty_assignment_id end
  order by c.place;
end $$;

CREATE TABLE public.channels (
    channel text NOT NULL,
    paced_until timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    slow_until timestamp with time zone,
    slowed_to double precision,
    slowed_at timestamp with time zone,
    paused_at timestamp with time zone,
    paused_by text,
    pause_reason text,
    pause_code text,
    probe_at timestamp with time zone,
    probes integer DEFAULT 0 NOT NULL,
    is_trial boolean DEFAULT false NOT NULL,
    trial_until timestamp with time zone,
    account_event_at timestamp with time zone,
    account_event text,
    quota_tries integer DEFAULT 0 NOT NULL,
    quota_since timestamp with time zone,
    quota_text text,
    slow_since timestamp with time zone,
    sent_at_pace bigint DEFAULT 0 NOT NULL,
    refused_at_pace integer DEFAULT 0 NOT NULL,
    reserved_recipients integer DEFAULT 0 NOT NULL,
    unreserved_left integer,
    CONSTRAINT channels_channel_known CHECK ((channel = ANY (ARRAY['whatsapp'::text, 'email'::text])))
);

COMMENT ON TABLE public.channels IS 'State of a channel for all notifiers: its pause and the cause, its pace. A claim locks its row first.';

COMMENT ON COLUMN public.channels.paced_until IS 'The pace is used up until then (theoretical arrival time of GCRA).';

COMMENT ON COLUMN public.channels.slow_until IS 'The provider rate-limited the channel: no message before this time.';

COMMENT ON COLUMN public.channels.slowed_to IS 'Messages per second at slowed_at, after the provider rate-limited the channel; grown_pace computes it for a later time.';

COMMENT ON COLUMN public.channels.paused_by IS '"notifier" for a pause that a notifier ends by a probe; else the origin of the pause, which alone resumes it.';

COMMENT ON COLUMN public.channels.probe_at IS 'When the next probe of the provider is due; the notifier that takes it moves it on first.';

COMMENT ON COLUMN public.channels.is_trial IS 'Resumed with one message; the others follow when it got through.';

COMMENT ON COLUMN public.channels.account_event_at IS 'Time, by Meta''s clock, of the last account event that was applied: an older one that comes late changes nothing.';

COMMENT ON COLUMN public.channels.quota_tries IS 'How often in a row the provider refused a message for a used-up quota: the waits grow with it. A message that gets through sets it to 0.';

COMMENT ON COLUMN public.channels.quota_since IS 'The first of these refusals.';

COMMENT ON COLUMN public.channels.quota_text IS 'The provider''s text.';

COMMENT ON COLUMN public.channels.slow_since IS 'When the wait until slow_until began.';

COMMENT ON COLUMN public.channels.sent_at_pace IS 'Messages claimed since the pace was last judged (slow_channel).';

COMMENT ON COLUMN public.channels.refused_at_pace IS 'How many of them the provider refused for its rate limit.';

COMMENT ON COLUMN public.channels.reserved_recipients IS 'How many recipients of the daily limit are reserved for messages that must go out before the next midnight.';

COMMENT ON COLUMN public.channels.unreserved_left IS 'How many recipients are left for messages that can wait. Null: not computed.';

CREATE FUNCTION public.channel_pace(p_channel public.channels, p_limit integer, p_per_second double precision, p_lease interval, p_now timestamp with time zone, OUT state text, OUT wait interval, OUT budget integer, OUT rate double precision, OUT paced_until timestamp with time zone) RETURNS record
    LANGUAGE plpgsql IMMUTABLE
    AS $$
declare
  c_burst constant interval := '50 milliseconds';
begin
  budget := 0;
  state := case when p_channel.paused_at is not null then 'paused'
    -- Guard against clock steps: ignore a slow_until more than 25 h ahead; no provider asks for more than a day.
    when p_channel.slow_until between p_now and p_now + interval '25 hours' then 'slow'
    when p_channel.is_trial then 'trial'
    else 'running' end;
  if state = 'paused' then
    return;
  elsif state = 'slow' then
    wait := p_channel.slow_until - p_now;
    return;
  elsif state = 'trial' and p_channel.trial_until between p_now and p_now + p_lease then
    wait := p_channel.trial_until - p_now;
    return;
  end if;

  rate := p_per_second;
  if p_channel.slowed_to is not null then
    rate := least(rate, grown_pace(p_channel.slowed_to, p_channel.slowed_at, p_now));
  end if;
  -- The same guard for the pace.
  paced_until := least(p_channel.paced_until, p_now + c_burst + make_interval(secs => 1 / rate));
  budget := least(p_limit, floor(extract(epoch from p_now + c_burst - greatest(paced_until, p_now)) * rate)::integer);
  if budget < 1 and paced_until <= p_now then
    budget := 1;
  end if;
  if state = 'trial' then
    budget := least(budget, 1);
  end if;
end $$;

CREATE FUNCTION public.check_retryable(p_ids uuid[], p_confirm_duplicate boolean) RETURNS TABLE(delivery_id uuid, verdict text)
    LANGUAGE sql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET jit TO 'off'
    AS $$
  select d.id, case
    when d.state in ('delivered', 'read') then 'has_arrived'
    when d.state = 'cancelled' then 'delivery_cancelled'
    when d.withdrawn then 'delivery_withdrawn'
    when d.state in ('pending', 'sending') or d.state = 'held' and d.reason in ('daily_recipients', 'reserved_for_reminders') then 'nothing_to_retry'
    when d.expires_at <= clock_timestamp() then 'delivery_expired'
    when untrue.reason = 'erased' then 'registration_erased'
    when untrue.reason = 'duty_changed' then 'duty_changed'
    when untrue.reason = 'suppressed' then 'recipient_suppressed'
    -- The person has left the channel.
    when d.registration_id is not null and present.address is null then 'recipient_suppressed'
    when untrue.reason = 'number_changed' then 'number_changed'
    when untrue.reason = 'template' then 'template_held'
    -- Accepted or in doubt without an attempt: after a restore.
    when not p_confirm_duplicate and (d.state in ('accepted', 'sent', 'in_doubt') or d.possible_duplicate
      or may_have_arrived(d.id, d.queue_state)) then 'may_have_arrived'
    else 'retry'
  end
  from unnest(p_ids) with ordinality i(id, place)
  cross join lateral (select * from deliveries where deliveries.id = i.id) d
  left join lateral present_address(d.registration_id, d.channel) present on true
  cross join lateral (select coalesce(present.address, d.recipient) as address) target
  left join lateral (
    select * from recipients where recipients.channel = d.channel and recipients.address = target.address
  ) recipient on true
  cross join lateral why_untrue(d.registration_id, d.outbox_id, d.channel, target.address, d.template, d.language,
    recipient.suppressed_at) untrue
  order by i.place
$$;

CREATE FUNCTION public.claim_deliveries(p_channel text, p_limit integer, p_lease interval, p_margin interval, p_per_second double precision, p_daily_recipients integer DEFAULT NULL::integer, p_from_rank timestamp with time zone DEFAULT NULL::timestamp with time zone) RETURNS TABLE(channel_state text, next_claim_in_ms double precision, deliveries json)
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_bitmapscan TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    SET jit TO 'off'
    AS $$
#variable_conflict use_column
declare
  c_max_examined constant integer := 2000; -- limits how long one claim holds the channel's row
  c_max_step constant integer := 200;
  v_channel channels;
  v_pace record;
  v_now timestamptz;
  v_claimed json[] := '{}';
  v_examined integer := 0;
  v_step integer;
  v_next_due timestamptz;
  v_candidates uuid[];
  v_taken record;
begin
  select * into strict v_channel from channels c where c.channel = p_channel for no key update;
  -- The other notifiers wait for the channel: this one begins again rather than wait long for another lock.
  perform set_config('lock_timeout', '50ms', true);
  v_now := clock_timestamp();
  v_pace := channel_pace(v_channel, p_limit, p_per_second, p_lease, v_now);
  if v_pace.rate is null then -- nothing may be sent
    channel_state := v_pace.state;
    next_claim_in_ms := extract(epoch from v_pace.wait) * 1000;
    deliveries := '[]';
    return next;
    return;
  end if;

  v_next_due := ready_due(p_channel, v_now, c_max_examined);

  v_step := v_pace.budget;
  while cardinality(v_claimed) < v_pace.budget and v_examined < c_max_examined loop
    v_candidates := array(
      select d.id from deliveries d
      where d.channel = p_channel and d.queue_state = 'pending' and d.next_attempt_at is null and not d.blocked_by_earlier
        and d.rank >= coalesce(p_from_rank, '-infinity')
      order by d.rank, d.seq limit v_step
      for no key update skip locked
    );
    exit when cardinality(v_candidates) = 0;
    v_examined := v_examined + cardinality(v_candidates);

    -- In a later statement than the lock: its snapshot sees what was committed while the lock was waited for.
    v_taken := take_deliveries(v_candidates, v_pace.budget - cardinality(v_claimed), p_margin, p_daily_recipients,
      v_channel.unreserved_left, v_now, p_lease, v_channel.is_trial);
    v_channel.unreserved_left := v_channel.unreserved_left - v_taken.unreserved_taken;
    v_claimed := v_claimed || v_taken.claimed;
    if v_taken.diverted is not null then
      perform divert_deliveries(v_taken.diverted, v_taken.verdicts, v_now);
      v_next_due := least(v_next_due, (select min(v.not_before) from unnest(v_taken.verdicts) v));
    end if;

    if cardinality(v_taken.claimed) = 0 then
      -- Where none can be sent, the next step examines more, so that many such deliveries do not block the channel.
      v_step := greatest(v_step, least(v_step * 8, c_max_step));
    else
      -- No candidates are left, and none was unblocked by a diverted one.
      exit when v_taken.diverted is null and cardinality(v_candidates) < v_step;
    end if;
  end loop;

  if cardinality(v_claimed) > 0 then
    v_pace.paced_until := greatest(v_pace.paced_until, v_now) + make_interval(secs => cardinality(v_claimed) / v_pace.rate);
    update channels c set
      paced_until = v_pace.paced_until,
      sent_at_pace = c.sent_at_pace + cardinality(v_claimed),
      unreserved_left = v_channel.unreserved_left,
      trial_until = case when c.is_trial then v_now + p_lease end
    where c.channel = p_channel;
  elsif v_pace.paced_until < v_channel.paced_until then
    update channels c set paced_until = v_pace.paced_until where c.channel = p_channel;
  end if;

  -- Most claims find nothing; they need not wait for the disk.
  if v_examined = 0 then
    perform set_config('synchronous_commit', 'off', true);
  end if;

  channel_state := v_pace.state;
  next_claim_in_ms := case
    when v_examined >= c_max_examined then 0
    when cardinality(v_claimed) >= v_pace.budget and v_pace.budget < p_limit
      then greatest(0, extract(epoch from v_pace.paced_until - v_now) * 1000)
    -- At least 20 ms, else a due delivery that is locked now would cause a busy loop.
    when cardinality(v_claimed) < v_pace.budget and v_next_due is not null
      then greatest(20, extract(epoch from v_next_due - v_now) * 1000)
  end;
  deliveries := array_to_json(v_claimed);
  return next;
end $$;

CREATE FUNCTION public.confirmations_in_the_last_hour() RETURNS integer
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
declare
  v_hour_ago constant timestamptz := clock_timestamp() - interval '1 hour';
  -- An id has the time of the API that made it.
  v_from constant uuid := first_id_of(v_hour_ago - interval '10 minutes');
begin
  return (
    select count(*) from registrations r
    where r.id >= v_from and r.created_at > v_hour_ago and r.origin = 'public' and not r.confirmation_held
      and (r.whatsapp_opt_in or r.email is not null)
  ) + coalesce((select sum(c.registrations) from released_confirmations c where c.released_at > v_hour_ago), 0);
end $$;

CREATE FUNCTION public.confirmations_left(p_limit integer) RETURNS integer
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
declare
  v_room integer;
  v_counted_at timestamptz;
  v_from uuid;
begin
  select p_limit - c.in_the_last_hour, c.counted_at into v_room, v_counted_at from public_confirmations c
  where c.counted_at between clock_timestamp() - interval '10 seconds' and clock_timestamp() + interval '10 seconds';
  if not found then
    return p_limit - confirmations_in_the_last_hour();
  end if;
  -- An id has the time of the API that made it; the clock of another machine may be a little behind.
  v_from := first_id_of(v_counted_at - interval '2 seconds');
  return v_room - count(*)
  from (
    select from registrations r
    where r.id >= v_from and r.created_at > v_counted_at and r.origin = 'public' and not r.confirmation_held
      and (r.whatsapp_opt_in or r.email is not null)
    limit greatest(v_room, 0)
  ) recent;
end $$;

CREATE FUNCTION public.count_failures(p_channel text, p_source text, p_code text, p_class text, p_text text, p_deliveries uuid[]) RETURNS integer
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET jit TO 'off'
    AS $$
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

CREATE FUNCTION public.counted_as_reached_since(p_now timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    AS $$
  select p_now - interval '25 hours'
$$;

CREATE FUNCTION public.database_difference() RETURNS text
    LANGUAGE sql
    AS $$
  select case
    when was.system_identifier <> now.system_identifier then 'It is on another server than the one the notifiers last worked on: restored, copied or upgraded.'
    when was.database_oid <> now.database_oid then 'It is another database than the one the notifiers last worked on: a clone, or a dump restored beside it.'
    when was.table_oid <> now.table_oid then 'Its tables were made anew since the notifiers last worked on it: a dump was restored into it.'
    when was.timeline_id <> now.timeline_id then 'It is on another timeline than when the notifiers last worked on it: a standby was promoted, or it was restored to a point in time.'
  end
  from installation was cross join database_identity() now
$$;

CREATE FUNCTION public.database_identity() RETURNS TABLE(system_identifier text, timeline_id integer, database_oid oid, table_oid oid)
    LANGUAGE plpgsql
    AS $$
#variable_conflict use_variable
begin
  begin
    system_identifier := (select s.system_identifier::text from pg_control_system() s);
  exception when insufficient_privilege or undefined_function or feature_not_supported then
    system_identifier := null;
  end;
  begin
    timeline_id := ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::integer;
  exception when insufficient_privilege or undefined_function or feature_not_supported then
    timeline_id := null;
  end;
  database_oid := (select d.oid from pg_database d where d.datname = current_database());
  table_oid := 'installation'::regclass::oid;
  return next;
end $$;

CREATE FUNCTION public.decide_number_change(p_registration_id uuid) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
declare
  v_decided boolean;
begin
  update number_changes set decided_at = clock_timestamp() where registration_id = p_registration_id and decided_at is null;
  v_decided := found;
  if v_decided then
    perform release_decided_numbers();
  end if;
  return v_decided;
end $$;

CREATE FUNCTION public.delete_finished_deliveries(p_before timestamp with time zone, p_limit integer) RETURNS TABLE(created_at timestamp with time zone, channel text, template text, state text)
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET jit TO 'off'
    AS $$
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

CREATE FUNCTION public.divert_deliveries(p_ids uuid[], p_verdicts public.verdict[], p_now timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_bitmapscan TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    SET jit TO 'off'
    AS $$
declare
  v_blocked uuid[];
  v_others uuid[];
begin
  update deliveries d set
    state = v.state,
    reason = case
      when v.state = 'pending' then null
      when v.state in ('expired', 'cancelled') and may_have_arrived(d.id, d.queue_state) then 'possibly_sent'
      else coalesce(v.reason, d.reason)
    end,
    blocked_by_earlier = v.state = 'pending' and v.reason is not null,
    next_attempt_at = v.not_before,
    waits_since = p_now,
    held_at = case when v.state = 'held' then p_now else d.held_at end,
    expired_at = case when v.state = 'expired' then p_now else d.expired_at end,
    cancelled_at = case when v.state = 'cancelled' then p_now else d.cancelled_at end,
    withdrawn = d.withdrawn or v.state = 'cancelled'
  from rows from (unnest(p_ids), unnest(p_verdicts)) v(id, state, reason, not_before)
  where d.id = v.id;

  select array_agg(v.id) filter (where v.state = 'pending' and v.reason is not null),
    array_agg(v.id) filter (where v.state <> 'pending' or v.reason is null)
  into v_blocked, v_others
  from rows from (unnest(p_ids), unnest(p_verdicts)) v(id, state, reason, not_before);

  if v_blocked is not null then
    -- The head of a queue takes the earliest rank of those behind it, else a reminder would wait behind confirmations.
    update deliveries head set rank = least(head.rank, waiting.rank)
    from (
      select h.id, min(d.rank) as rank
      from unnest(v_blocked) b(id)
      cross join lateral (select * from deliveries where deliveries.id = b.id) d
      cross join lateral (
        select o.id from deliveries o
        where o.channel = d.channel and o.recipient = d.recipient and o.queue_state = 'pending' and o.seq < d.seq
        order by o.seq limit 1
        for no key update skip locked
      ) h
      group by h.id
    ) waiting
    where head.id = waiting.id and head.rank > waiting.rank;
  end if;

  perform unblock_next_for_recipients(v_others);
end $$;

CREATE FUNCTION public.duties_of_day(p_date date, p_registration_id uuid DEFAULT NULL::uuid) RETURNS TABLE(duty_assignment_id uuid, version integer, duty_time text, duty_time_key text, allotment text, registration_id uuid, full_name text, phone_number text, email text, told_elsewhere boolean, is_ticked boolean, has_whatsapp boolean, whatsapp_state text, email_state text, told_at timestamp with time zone, is_number_changed boolean, unreachable text)
    LANGUAGE sql STABLE
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET jit TO 'off'
    AS $$
  select a.id, a.version, a.duty_time, a.duty_time_key, a.allotment, a.registration_id, p.full_name, p.phone_number, p.email,
    coalesce(v.told_elsewhere or (a.version > 1 and exists (
      select from duty_assignment_versions same
      where same.duty_assignment_id = a.id and same.told_elsewhere
        and (same.duty_date, same.duty_time_key) = (a.duty_date, a.duty_time_key)
    )), false), v.told_by_phone_at is not null, p.whatsapp_opt_in, w.state, m.state,
    coalesce(greatest(w.created_at, m.created_at), a.allotted_at),
    p.whatsapp_opt_in and exists (
      select from number_changes n
      where n.address = p.phone_number and n.registration_id = p.id and n.decided_at is null
    ),
    case
      when not p.whatsapp_opt_in and p.email is null then 'no_channel'
      when (not p.whatsapp_opt_in or refuses_whatsapp.it) and (p.email is null or refuses_email.it) then 'suppressed'
    end
  from (
    -- Materialized by the offset: the planner knows little about the number of duties of a day.
    select * from duty_assignments d
    where d.duty_date = p_date and d.status = 'assigned'
      and (p_registration_id is null or d.registration_id = p_registration_id)
    offset 0
  ) a
  join registrations p on p.id = a.registration_id
  left join duty_assignment_versions v on v.duty_assignment_id = a.id and v.version = a.version
  cross join lateral (
    select (array_agg(y.delivery_id order by y.delivery_id desc) filter (where y.channel = 'whatsapp'))[1] as whatsapp,
      (array_agg(y.delivery_id order by y.delivery_id desc) filter (where y.channel = 'email'))[1] as email
    from duty_tellings(a.id) y
    where y.is_tried and (y.version = a.version or (
      exists (
        select from duty_assignment_versions same
        where same.duty_assignment_id = a.id and same.version = y.version and same.status = 'assigned'
          and (same.duty_date, same.duty_time_key) = (a.duty_date, a.duty_time_key)
      )
      and not exists (
        select from duty_tellings(a.id) other
        where other.is_told and other.version > y.version and other.version < a.version
      )
    ))
  ) newest
  left join deliveries w on w.id = newest.whatsapp
  left join deliveries m on m.id = newest.email
  cross join lateral (
    select exists (select from recipients r where r.channel = 'whatsapp' and r.address = p.phone_number and r.suppressed_at is not null)
  ) refuses_whatsapp(it)
  cross join lateral (
    select exists (select from recipients r where r.channel = 'email' and r.address = p.email and r.suppressed_at is not null)
  ) refuses_email(it)
$$;

CREATE FUNCTION public.duty_date_text(p_date date, p_months jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
  select extract(day from p_date) || ' ' || (p_months ->> (extract(month from p_date)::integer - 1)) || ' ' || extract(year from p_date)
$$;

CREATE FUNCTION public.duty_tellings(p_duty_assignment_id uuid) RETURNS TABLE(version integer, corrects_version integer, channel text, outbox_id uuid, delivery_id uuid, template text, state text, expires_at timestamp with time zone, is_told boolean, is_tried boolean)
    LANGUAGE sql STABLE
    AS $$
  select e.version, e.corrects_version, d.channel, d.outbox_id, d.id, d.template, d.state, d.expires_at, arrived.is_told,
    not d.withdrawn or d.reason = 'suppressed' or arrived.is_told
  from outbox_duty_assignments e
  join deliveries d on d.outbox_id = e.outbox_id
  cross join lateral (select d.queue_state = 'done' or may_have_arrived(d.id, d.queue_state)) arrived(is_told)
  where e.duty_assignment_id = p_duty_assignment_id
$$;

CREATE FUNCTION public.end_future_waits(p_tasks text[]) RETURNS bigint
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
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

CREATE FUNCTION public.end_trial(p_channel text) RETURNS void
    LANGUAGE sql
    AS $$
  update channels set is_trial = false, trial_until = null, pause_reason = null, pause_code = null, probes = 0,
    quota_tries = 0, quota_since = null, quota_text = null
  where channel = p_channel and is_trial
$$;

CREATE FUNCTION public.erase_registration(p_id uuid, p_locked jsonb, p_confirmation_key text, p_audit jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
  v_full_name constant text := (select r.full_name from registrations r where r.id = p_id);
  v_addresses jsonb;
  v_pattern text;
  v_known text[];
  v_own text[]; -- exclusive
  v_numbers text[]; -- exclusive, of WhatsApp
  v_deliveries uuid[];
begin
  perform lock_for_erasure(p_locked);
  -- Again, to see a registration that was being committed.
  select jsonb_agg(to_jsonb(a)) into v_addresses from person_addresses(p_id) a;
  select coalesce(array_agg(a.address), '{}'), coalesce(array_agg(a.address) filter (where not a.is_shared), '{}'),
    coalesce(array_agg(a.address) filter (where not a.is_shared and a.channel = 'whatsapp'), '{}')
  into v_known, v_own, v_numbers
  from jsonb_to_recordset(v_addresses) a(channel text, address text, is_shared boolean);
  v_pattern := erasure_pattern(v_full_name, v_numbers, array(select unnest(v_own) except select unnest(v_numbers)));

  perform cancel_duties_of_erased(p_id);
  update registrations r set status = 'erased', version = r.version + 1, updated_at = clock_timestamp() where r.id = p_id;

  -- Those of the registration, and those of operators' jobs to an exclusive number, or under the person's name to a shared one.
  select coalesce(array_agg(d.id order by d.id), '{}') into v_deliveries
  from (
    select d.id from deliveries d
    where d.outbox_id = any (array(select o.id from outbox o where (o.payload ->> 'registration_id')::uuid = p_id))
    union
    select d.id from deliveries d join outbox o on o.id = d.outbox_id
    where d.registration_id is null and d.recipient = any (v_known)
      and (d.recipient = any (v_own) or o.payload -> 'parameters' ? v_full_name)
  ) d;
  perform withdraw_deliveries(v_deliveries, 'erased');
  update deliveries d set erased = true where d.id = any (v_deliveries);
  update attempts a set erased = true where a.delivery_id = any (v_deliveries);
  update outbox o set payload = redact_payload(o.payload)
  where o.id = any (array(
    select d.outbox_id from deliveries d where d.id = any (v_deliveries)
    union
    select e.outbox_id from outbox_duty_assignments e
    join duty_assignments a on a.id = e.duty_assignment_id
    where a.registration_id = p_id
    union
    select r.id from outbox r where r.dedupe_key = p_confirmation_key
  ));
  -- A redacted delivery in flight does not block those of other people at the same addresses.
  perform unblock_next_for_recipients(array(
    select distinct on (d.channel, d.recipient) d.id
    from jsonb_to_recordset(v_addresses) a(channel text, address text)
    join deliveries d on d.channel = a.channel and d.recipient = a.address and d.queue_state = 'pending'
    order by d.channel, d.recipient, d.seq
  ));

  delete from inbound_messages m
  where m.phone_number = any (v_numbers) or m.delivery_id = any (v_deliveries)
    or m.user_id in (
      select a.alias from recipient_aliases a where a.kind = 'user_id' and a.address = any (v_numbers)
    );
  delete from number_changes n where n.registration_id = p_id;

  update channels c set pause_reason = regexp_replace(c.pause_reason, v_pattern, 'erased', 'gi') where c.pause_reason ~* v_pattern;
  update templates t set reason = regexp_replace(t.reason, v_pattern, 'erased', 'gi') where t.reason ~* v_pattern;
  update alerts a set subject = regexp_replace(a.subject, v_pattern, 'erased', 'gi'),
    text = regexp_replace(a.text, v_pattern, 'erased', 'gi')
  where a.subject ~* v_pattern or a.text ~* v_pattern;
  update installation i set earlier_pauses = regexp_replace(i.earlier_pauses::text, v_pattern, 'erased', 'gi')::jsonb
  where i.earlier_pauses::text ~* v_pattern;

  -- The keyed hash keeps the suppression, which holds again when the number returns, and reached_at, which the daily limit counts.
  delete from recipients r using jsonb_to_recordset(v_addresses) a(channel text, erased_form text, is_shared boolean)
  where not a.is_shared and r.channel = a.channel and r.address = a.erased_form;
  update recipients r set address = a.erased_form, erased_at = clock_timestamp(), suppression_message_id = null
  from jsonb_to_recordset(v_addresses) a(channel text, address text, erased_form text, is_shared boolean)
  where not a.is_shared and r.channel = a.channel and r.address = a.address;
  insert into recipients (channel, address, erased_at)
  select a.channel, a.erased_form, clock_timestamp()
  from jsonb_to_recordset(v_addresses) a(channel text, erased_form text, is_shared boolean)
  where not a.is_shared
  on conflict (channel, address) do nothing;
  perform move_aliases(a.address, a.erased_form)
  from jsonb_to_recordset(v_addresses) a(channel text, address text, erased_form text, is_shared boolean)
  where not a.is_shared and a.channel = 'whatsapp';

  -- Stored answers that contain or name the person; a repetition is then a first request.
  delete from idempotency_keys k
  where k.registration_id = p_id
    or exists (select from unnest(v_own || p_id::text) s(shown) where position(s.shown in k.body) > 0);

  -- Last: the notifier empties parked webhook bodies that are older than this entry.
  insert into audit_log (id, actor, api_key_id, action, subject_type, subject_id, request_id, details)
  values (new_id(), p_audit ->> 'actor', (p_audit ->> 'api_key_id')::uuid, 'registration.erased', 'registration', p_id::text,
    p_audit ->> 'request_id',
    jsonb_strip_nulls(jsonb_build_object('deliveries', cardinality(v_deliveries), 'via', p_audit ->> 'via')));
end $$;

CREATE FUNCTION public.erased_form(p_text text) RETURNS text
    LANGUAGE sql STABLE STRICT
    AS $$
  select case
    when p_text like 'erased:%' then p_text
    else 'erased:' || encode(sha256(k.key || sha256(k.key || convert_to(p_text, 'UTF8'))), 'hex')
  end
  from erasure_key k
$$;

CREATE FUNCTION public.erasure_pattern(p_full_name text, p_numbers text[], p_emails text[]) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $_$
  select '(?<!\w)(?:' || string_agg(known.pattern, '|') || ')(?!\w)'
  from (
    select regexp_replace(literal, '([][(){}.*+?^$|\\])', '\\\1', 'g') from unnest(p_full_name || p_emails) literal
    union all
    select '(?:[+]?[0-9][0-9 ().-]*)?' || regexp_replace(right(number, 9), '(.)(?=.)', '\1[ ().-]*', 'g') from unnest(p_numbers) number
  ) known(pattern)
$_$;

CREATE FUNCTION public.exhaust_quota(p_channel text, p_wait interval, p_text text) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
declare
  c_minutes constant integer[] := array[5, 15, 60, 120];
begin
  update channels c set
    quota_tries = c.quota_tries + 1,
    quota_since = coalesce(c.quota_since, clock_timestamp()),
    quota_text = p_text,
    -- channel_pace ignores a time that is more than 25 hours ahead.
    slow_until = clock_timestamp() + least(
      coalesce(p_wait, make_interval(mins => c_minutes[least(c.quota_tries + 1, cardinality(c_minutes))])),
      interval '25 hours' - interval '1 second'),
    slow_since = clock_timestamp(),
    is_trial = true, trial_until = null
  where c.channel = p_channel and c.paused_at is null
    and (c.quota_tries = 0 or c.slow_until is null or c.slow_until <= clock_timestamp());
  return found;
end $$;

CREATE FUNCTION public.find_attempts(p_provider_message_id text) RETURNS TABLE(delivery_id uuid, number integer)
    LANGUAGE sql STABLE
    AS $$
  select a.delivery_id, a.number from attempts a where a.provider_message_id = p_provider_message_id
  union
  select d.id, 1 from deliveries d
  where d.channel = 'whatsapp' and d.queue_state = 'done' and d.attempts = 1
    -- The index has the hash alone.
    and hashtextextended(d.provider_message_id, 0) = hashtextextended(p_provider_message_id, 0)
    and d.provider_message_id = p_provider_message_id
$$;

CREATE FUNCTION public.find_queued(p_queue_state text, p_channel text, p_template text) RETURNS SETOF uuid
    LANGUAGE sql STABLE
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
  select d.id from deliveries d
  where p_queue_state = 'pending' and d.queue_state = 'pending'
    and d.channel = coalesce(p_channel, d.channel) and d.template = coalesce(p_template, d.template)
  union all
  select d.id from deliveries d
  where p_queue_state = 'sending' and d.queue_state = 'sending'
    and d.channel = coalesce(p_channel, d.channel) and d.template = coalesce(p_template, d.template)
  union all
  select d.id from deliveries d
  where p_queue_state = 'in_doubt' and d.queue_state = 'in_doubt'
    and d.channel = coalesce(p_channel, d.channel) and d.template = coalesce(p_template, d.template)
  union all
  select d.id from deliveries d
  where p_queue_state = 'held' and d.queue_state = 'held'
    and d.channel = coalesce(p_channel, d.channel) and d.template = coalesce(p_template, d.template)
$$;

CREATE FUNCTION public.find_writers(p_wa_id text, p_numbers text[], p_user_id text, p_at timestamp with time zone) RETURNS TABLE(address text, is_former boolean, erased_since boolean)
    LANGUAGE sql STABLE
    AS $$
  with known as (
    select a.address, 0::bigint as place, false as is_former from recipient_aliases a
    where a.kind = 'wa_id' and a.alias in (p_wa_id, erased_form(p_wa_id))
    union all
    select c.number, c.place, false from unnest(p_numbers) with ordinality c(number, place)
    where exists (select from registrations r where r.phone_number = c.number)
      or exists (select from recipients r where r.channel = 'whatsapp' and r.address = c.number)
    union all
    select a.address, 0, exists (
      select from recipient_aliases later
      where later.address = a.address and later.kind = 'user_id' and later.seen_at > a.seen_at
        and later.alias not in (p_user_id, erased_form(p_user_id))
    )
    from recipient_aliases a
    where cardinality(p_numbers) = 0 and a.kind = 'user_id' and a.alias in (p_user_id, erased_form(p_user_id))
  ), found as (
    select k.address, min(k.place) as place, bool_and(k.is_former) as is_former from known k group by 1
    union all
    select p_numbers[1], 1, false where cardinality(p_numbers) > 0 and not exists (select from known)
  )
  select at_time.address, f.is_former, exists (
    select from recipients r where r.channel = 'whatsapp' and r.address = at_time.address and r.erased_at >= p_at
  )
  from found f cross join lateral (select address_at('whatsapp', f.address, p_at) as address) at_time
  order by f.place, at_time.address
$$;

CREATE FUNCTION public.finished_attempts(p_delivery_ids uuid[]) RETURNS SETOF public.attempts
    LANGUAGE sql STABLE
    AS $$
  select a.* from attempts a where a.delivery_id = any (p_delivery_ids)
  union all
  select c.* from carried_attempts(p_delivery_ids) c
$$;

CREATE FUNCTION public.first_id_of(p_instant timestamp with time zone) RETURNS uuid
    LANGUAGE sql IMMUTABLE
    AS $$
  select (lpad(to_hex(floor(extract(epoch from p_instant) * 1000)::bigint), 12, '0') || '70008000000000000000')::uuid
$$;

CREATE FUNCTION public.follow_addresses(p_ids uuid[]) RETURNS void
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET jit TO 'off'
    AS $$
declare
  v_channels text[];
  v_left text[];
begin
  with moving as (
    select d.id, d.channel, d.recipient, present.address
    from unnest(p_ids) given(id)
    cross join lateral (select * from deliveries where deliveries.id = given.id) d
    cross join lateral present_address(d.registration_id, d.channel) present
    where d.queue_state in ('pending', 'held') and present.address <> d.recipient
  ), noted as (
    update attempts a set recipient = m.recipient from moving m where a.delivery_id = m.id and a.recipient is null
  ), moved as (
    update deliveries d set recipient = m.address, blocked_by_earlier = false from moving m where d.id = m.id
    returning m.channel, m.recipient
  )
  select array_agg(moved.channel), array_agg(moved.recipient) into v_channels, v_left from moved;

  if v_left is not null then
    perform unblock_next_for_recipients(array(
      select waiting.id
      from (select distinct l.channel, l.address from unnest(v_channels, v_left) l(channel, address)) l
      cross join lateral (
        select w.id from deliveries w
        where w.channel = l.channel and w.recipient = l.address and w.queue_state = 'pending' order by w.seq limit 1
      ) waiting
    ));
  end if;
end $$;

CREATE FUNCTION public.grown_pace(p_slowed_to double precision, p_slowed_at timestamp with time zone, p_now timestamp with time zone) RETURNS double precision
    LANGUAGE sql IMMUTABLE
    AS $$
  select p_slowed_to * 2 ^ floor(m.doublings) * (1 + m.doublings - floor(m.doublings))
  from (select least(20, greatest(0, extract(epoch from p_now - p_slowed_at) / 120))::double precision) m(doublings)
$$;

CREATE FUNCTION public.hold_template(p_name text, p_language text, p_reason text, p_code text DEFAULT NULL::text) RETURNS void
    LANGUAGE sql
    AS $$
  insert into templates (name, language, state, reason, hold_code, status_at)
  values (p_name, p_language, 'held', p_reason, p_code, clock_timestamp() - interval '1 minute')
  on conflict (name, language) do update set
    state = 'held', reason = excluded.reason, hold_code = excluded.hold_code, updated_at = clock_timestamp(),
    status_at = greatest(templates.status_at, excluded.status_at),
    status_event = case when templates.status_at >= excluded.status_at then templates.status_event end
  where templates.state <> 'held'
$$;

CREATE FUNCTION public.index_registration() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  new.search_words := case when new.status = 'erased' then '' else search_words(new.name_key, new.phone_number, new.email) end;
  return new;
end $$;

CREATE FUNCTION public.judge_candidates(p_ids uuid[], p_margin interval, p_new_recipients bigint, p_unreserved bigint, p_reached_since timestamp with time zone, p_now timestamp with time zone) RETURNS TABLE(id uuid, place bigint, reached_at timestamp with time zone, takes_unreserved boolean, verdict public.verdict)
    LANGUAGE sql STABLE
    AS $$
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

CREATE FUNCTION public.judge_duty_changes(p_changes public.duty_change[], p_now timestamp with time zone) RETURNS public.duty_change[]
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    SET jit TO 'off'
    AS $$
declare
  v_judged duty_change[];
  v_previous duty_change[];
  v_leaving uuid[]; -- they leave their date and time
begin
  -- 1. Reasons that concern the change alone.
  select array_agg(with_outcome(c, case
      when c.was_version is null and (c.kind <> 'create' or c.copy_of is not null) then 'duty_assignment_not_found'
      when not c.was_version = any (c.expected_versions) then 'precondition_failed'
      when c.kind = 'cancel' and a.status = 'cancelled'
        then case when c.ended_by = 'cancelled' then 'unchanged' else 'duty_assignment_cancelled' end
      when c.kind = 'cancel' then null
      when a.status = 'cancelled' then 'duty_assignment_cancelled'
      when c.kind = 'move' and (c.duty_date, c.duty_time) = (c.was_date, c.was_time) then 'unchanged'
      when c.day_ends_at <= p_now then 'duty_in_the_past'
      when p.status is distinct from 'active' then 'registration_unknown'
    end, null, null) order by c.place)
  into v_judged
  from unnest(p_changes) c
  left join duty_assignments a on a.id = c.duty_assignment_id
  left join registrations p on p.id = c.registration_id;
  v_leaving := array(select c.duty_assignment_id from unnest(v_judged) c where c.kind <> 'create' and c.outcome is null);

  -- 2. Reasons that concern other duties. A refused change takes no place, which may free later ones: until nothing changes.
  loop
    v_previous := v_judged;
    with change as materialized (
      select c as given, c.*, t.starts_at, t.ends_at from unnest(v_previous) c left join duty_times t on t.key = c.duty_time_key
    ), taking as materialized (
      select * from change where kind <> 'cancel' and outcome is null
    ), taken_before as materialized (
      select day.duty_date, day.duty_time_key, (
        select count(*) from duty_assignments a
        where a.duty_date = day.duty_date and a.duty_time_key = day.duty_time_key and a.status = 'assigned'
          and a.id not in (select unnest(v_leaving))
      ) as taken
      from (select distinct duty_date, duty_time_key from change where kind <> 'cancel' and places is not null) day
    )
    select array_agg(with_outcome(c.given, case
        when c.kind = 'cancel' or not c.is_open then c.outcome
        when same.ids is not null then 'duty_assignment_exists'
        when overlapping.ids is not null and c.override_reason is null then 'duty_overlaps'
        when day.taken >= c.places and c.override_reason is null then 'duty_full'
      end, coalesce(same.ids, overlapping.ids), day.taken::integer) order by c.place)
    into v_judged
    from (
      select *, outcome is null or outcome in ('duty_assignment_exists', 'duty_overlaps', 'duty_full') as is_open from change
    ) c
    cross join lateral (
      select array_agg(o.id) as ids
      from (
        select a.id from duty_assignments a
        where a.registration_id = c.registration_id and a.duty_date = c.duty_date and a.duty_time_key = c.duty_time_key
          and a.status = 'assigned' and (c.kind = 'create' or a.id <> c.duty_assignment_id)
        union all
        select e.duty_assignment_id from taking e
        where e.place < c.place and (e.registration_id, e.duty_date, e.duty_time_key) = (c.registration_id, c.duty_date, c.duty_time_key)
      ) o
    ) same
    cross join lateral (
      select array_agg(o.id order by o.id) as ids
      from (
        select a.id, a.duty_date, t.starts_at, t.ends_at
        from duty_assignments a join duty_times t on t.key = a.duty_time_key
        where a.registration_id = c.registration_id and a.duty_date between c.duty_date - 1 and c.duty_date + 1
          and a.status = 'assigned' and a.id not in (select unnest(v_leaving))
        union all
        select e.duty_assignment_id, e.duty_date, e.starts_at, e.ends_at from taking e
        where e.place < c.place and e.registration_id = c.registration_id and e.duty_date between c.duty_date - 1 and c.duty_date + 1
      ) o
      where o.duty_date + o.starts_at < c.duty_date + c.ends_at + case when c.ends_at <= c.starts_at then interval '1 day' else '0' end
        and c.duty_date + c.starts_at < o.duty_date + o.ends_at + case when o.ends_at <= o.starts_at then interval '1 day' else '0' end
    ) overlapping
    cross join lateral (
      select (
        select coalesce(sum(b.taken), 0) from taken_before b
        where c.places is not null and (b.duty_date, b.duty_time_key) = (c.duty_date, c.duty_time_key)
      ) + (
        select count(*) from taking e
        where c.places is not null and e.place < c.place and (e.duty_date, e.duty_time_key) = (c.duty_date, c.duty_time_key)
      ) as taken
    ) day;
    exit when array(select c.outcome from unnest(v_judged) c) is not distinct from array(select c.outcome from unnest(v_previous) c);
  end loop;
  return v_judged;
end $$;

CREATE FUNCTION public.keep_restore_pause() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  if database_difference() is null then
    return new;
  end if;
  return old;
end $$;

CREATE FUNCTION public.learn_aliases(p_items jsonb) RETURNS void
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET jit TO 'off'
    AS $$
declare
  v_new jsonb;
begin
  with item as materialized (
    select i.*
    from jsonb_to_recordset(p_items) i(address text, delivery_id uuid, attempt integer, provider_message_id text, wa_id text,
      user_id text, parent_user_id text, at timestamptz)
    left join lateral (select * from deliveries where deliveries.id = i.delivery_id offset 0) d on true
    -- Most receipts name the digits of their recipient alone, which are known.
    where i.user_id is not null or i.parent_user_id is not null or '+' || i.wa_id is distinct from d.recipient
  ), named as (
    select i.*, coalesce(i.address, sent.recipient) as number
    from item i
    left join lateral (
      select coalesce(a.recipient, d.recipient) as recipient
      from (
        select i.delivery_id, i.attempt where i.delivery_id is not null
        union all
        select known.delivery_id, known.number from find_attempts(i.provider_message_id) known where i.delivery_id is null
      ) its(delivery_id, attempt)
      cross join lateral (select * from deliveries where deliveries.id = its.delivery_id) d
      left join lateral (
        select * from attempts where attempts.delivery_id = its.delivery_id and attempts.number = its.attempt
      ) a on true
      where d.channel = 'whatsapp' and not d.erased and its.attempt between 1 and d.attempts
    ) sent on i.address is null
  ), found as (
    select n.number, k.kind, k.alias, max(n.at) as at
    from named n
    cross join lateral (
      values ('wa_id', n.wa_id), ('user_id', n.user_id), ('parent_user_id', n.parent_user_id)
    ) k(kind, alias)
    where n.number like '+%' and k.alias is not null and not (k.kind = 'wa_id' and '+' || k.alias = n.number)
    group by 1, 2, 3
  )
  select jsonb_agg(jsonb_build_object('address', f.number, 'kind', f.kind, 'alias', f.alias, 'at', f.at)) into v_new
  from found f
  where not exists (
    select from recipient_aliases k
    where k.address = f.number and k.kind = f.kind and k.alias = f.alias
      and (f.kind <> 'user_id' or k.seen_at >= f.at or not exists (
        select from recipient_aliases other
        where other.address = f.number and other.kind = 'user_id' and other.alias <> f.alias and other.seen_at >= k.seen_at
      ))
  );
  if v_new is null then
    return;
  end if;

  perform pg_advisory_xact_lock_shared(hashtextextended('dutybell:address:' || n.address, 0))
  from (select distinct i.address from jsonb_to_recordset(v_new) i(address text) order by 1) n;
  insert into recipient_aliases as known (address, kind, alias, seen_at)
  select n.address, n.kind, n.alias, n.at
  from jsonb_to_recordset(v_new) n(address text, kind text, alias text, at timestamptz)
  where address_at('whatsapp', n.address, n.at) = n.address
  order by 1, 2, 3
  on conflict (address, kind, alias) do update set seen_at = greatest(known.seen_at, excluded.seen_at);
end $$;

CREATE FUNCTION public.lock_for_erasure(p_addresses jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
  perform pg_advisory_xact_lock(hashtextextended('dutybell:erasure', 0));
  perform from channels c order by c.channel for no key update;
  perform set_config('lock_timeout', '50ms', true);
  perform from recipients r
  where (r.channel, r.address) in (
    select a.channel, a.address from jsonb_to_recordset(p_addresses) a(channel text, address text)
  )
  order by r.channel, r.address
  for update;
end $$;

CREATE FUNCTION public.lock_sign_ups(p_addresses text[]) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
begin
  perform pg_advisory_xact_lock(k.key)
  from (
    select distinct hashtextextended('dutybell:sign-up:' || given.address, 0) as key
    from unnest(p_addresses) given(address)
    where given.address is not null
    order by 1
  ) k;
  return true;
end $$;

CREATE FUNCTION public.mark_reserved_recipients(p_tomorrow date, p_due_at timestamp with time zone, p_since timestamp with time zone) RETURNS integer
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
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

CREATE FUNCTION public.match_receipts(p_items jsonb) RETURNS TABLE(item integer, delivery_id uuid, attempt integer, template text, language text, recipient text, is_erased boolean, is_repeat boolean, is_late boolean)
    LANGUAGE sql STABLE
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET jit TO 'off'
    AS $$
  select i.item, m.delivery_id, m.number, d.template, d.language, d.recipient, d.erased,
    coalesce((
      select a.failed_at is not null from attempts a where a.delivery_id = m.delivery_id and a.number = m.number
    ), false),
    coalesce(i.failed_at < clock_timestamp() - interval '1 day', false)
  from jsonb_to_recordset(p_items) i(item integer, delivery_id uuid, attempt integer, provider_message_id text, failed_at timestamptz)
  cross join lateral (
    -- A running attempt has no row; its number is that of its delivery.
    select named.id as delivery_id, i.attempt as number from deliveries named
    where named.id = i.delivery_id and i.attempt between 1 and named.attempts
    union all
    select known.delivery_id, known.number from find_attempts(i.provider_message_id) known where i.delivery_id is null
    union all
    select erased.delivery_id, erased.number from attempts erased
    where i.delivery_id is null and erased.provider_message_id = (select erased_form(i.provider_message_id))
  ) m
  cross join lateral (select * from deliveries where deliveries.id = m.delivery_id) d
$$;

CREATE FUNCTION public.may_have_arrived(p_delivery_id uuid, p_queue_state text) RETURNS boolean
    LANGUAGE sql STABLE
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
  select p_queue_state in ('sending', 'done') or exists (
    select from attempts a where a.delivery_id = p_delivery_id and attempt_may_have_arrived(a)
  )
$$;

CREATE FUNCTION public.messages_due(p_registration_ids uuid[], p_dates date[], p_languages jsonb, p_now timestamp with time zone) RETURNS TABLE(registration_id uuid, duty_date date, template text, dedupe_key text, language text, parameters jsonb, whatsapp_parameters jsonb, duties jsonb, phone_number text, email text, expires_at timestamp with time zone)
    LANGUAGE plpgsql STABLE
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    SET jit TO 'off'
    AS $$
#variable_conflict use_column
begin
  return query
  with approved as materialized (
    select m.name, m.language from meta_templates m
    where m.name in ('duty_changed', 'duty_cancelled') and m.status = 'APPROVED'
      and not exists (select from templates t where t.name = m.name and t.language = m.language and t.state = 'held')
  ), known as materialized (
    select a.id, a.version, a.status, a.registration_id, a.duty_date, a.duty_time, a.duty_time_key, t.position, v.day_ends_at,
      p.full_name, spoken.language, c.channel, c.address, k.last_told, k.is_tried, k.published, k.reminders, k.reminder_expires_at,
      k.is_reminded
    from (select distinct * from unnest(p_registration_ids, p_dates) pair(registration_id, duty_date)) day
    join registrations p on p.id = day.registration_id and p.status = 'active'
    cross join lateral (
      -- Materialized by the offset: the planner knows little about the number of duties of a day. Without statistics it would read all
      -- duties of the date for each person; a person has few.
      select * from (select * from duty_assignments a where a.registration_id = day.registration_id offset 0) own
      where own.duty_date = day.duty_date and own.allotment <> 'waiting'
      offset 0
    ) a
    join duty_assignment_versions v on v.duty_assignment_id = a.id and v.version = a.version
    left join duty_times t on t.key = a.duty_time_key
    cross join lateral (
      select case when p_languages -> 'months' ? p.language then p.language else p_languages ->> 'default' end as language
    ) spoken
    cross join lateral (values
      ('whatsapp', case when p.whatsapp_opt_in then p.phone_number end), ('email', p.email)
    ) c(channel, address)
    cross join lateral (
      select max(x.version) filter (where x.is_told) as last_told,
        coalesce(bool_or(x.is_tried and x.version = a.version), false) as is_tried,
        count(distinct x.outbox_id) filter (where x.version = a.version and x.template <> 'duty_reminder_tomorrow') as published,
        count(distinct x.outbox_id) filter (where x.version = a.version and x.template = 'duty_reminder_tomorrow') as reminders,
        max(x.expires_at) filter (where x.version = a.version and x.template = 'duty_reminder_tomorrow' and x.channel = c.channel)
          as reminder_expires_at,
        coalesce(bool_or(x.is_tried) filter (where x.version = a.version and x.template = 'duty_reminder_tomorrow'
          and x.channel = c.channel), false) as is_reminded
      from (
        select y.version, y.outbox_id, y.template, y.channel, y.expires_at, y.is_told and y.channel = c.channel as is_told,
          y.is_tried and y.channel = c.channel as is_tried
        from duty_tellings(a.id) y
        union all
        select w.version, null, null, c.channel, null, true, false from duty_assignment_versions w
        where w.duty_assignment_id = a.id and (w.told_elsewhere or w.told_by_phone_at is not null)
      ) x
    ) k
    where c.address is not null
  ), decided as (
    select known.*, was.duty_date as was_date, was.duty_time as was_time, was.day_ends_at as was_day_ends_at, case
      when known.is_tried then null
      when known.status = 'cancelled' then
        case when was.status = 'assigned' and was.day_ends_at > p_now
          and (known.channel = 'email' or ('duty_cancelled', known.language) in (select name, language from approved)) then 'duty_cancelled' end
      when known.day_ends_at <= p_now or (was.duty_date, was.duty_time_key) = (known.duty_date, known.duty_time_key) then null
      when known.last_told is not null
        and (known.channel = 'email' or ('duty_changed', known.language) in (select name, language from approved)) then 'duty_changed'
      else 'duty_allotment_confirmed'
    end as template
    from known
    left join duty_assignment_versions was on was.duty_assignment_id = known.id and was.version = known.last_told
  ), merged as (
    -- Duties of a day are one message.
    select d.registration_id, d.duty_date, d.template, d.full_name, d.language, d.channel, d.address, max(d.expires_at) as expires_at,
      jsonb_agg(jsonb_build_object('id', d.id, 'version', d.version) order by d.id) as duties,
      array_agg(d.duty_time order by d.position, d.duty_time) as duty_times,
      string_agg(d.id || ':' || d.version || ':' || d.published, ',' order by d.id) as told
    from (
      select decided.registration_id, duty_date, template, full_name, language, channel, address, day_ends_at as expires_at, id,
        version, duty_time, position, published
      from decided where template = 'duty_allotment_confirmed'
      union all
      select known.registration_id, duty_date, 'duty_reminder_tomorrow', full_name, language, channel, address, reminder_expires_at,
        id, version, duty_time, position, reminders
      from known where status = 'assigned' and not is_reminded and reminder_expires_at > p_now
    ) d
    group by d.registration_id, d.duty_date, d.template, d.full_name, d.language, d.channel, d.address
  )
  select m.registration_id, m.duty_date, m.template,
    m.template || ':' || m.registration_id || ':' || m.duty_date || ':'
      || left(encode(sha256(convert_to(m.told, 'UTF8')), 'hex'), 16),
    m.language, jsonb_build_array(m.full_name, date.text, array_to_string(m.duty_times, ', ')),
    case when short.labels is not null then jsonb_build_array(m.full_name, date.text, short.labels) end, m.duties,
    max(m.address) filter (where m.channel = 'whatsapp'), max(m.address) filter (where m.channel = 'email'), m.expires_at
  from merged m
  cross join lateral (select duty_date_text(m.duty_date, p_languages -> 'months' -> m.language) as text) date
  cross join lateral (
    select shorten_labels(m.duty_times, array[m.full_name, date.text], p_languages -> 'more' ->> m.language) as labels
  ) short
  group by m.registration_id, m.duty_date, m.template, m.told, m.language, m.full_name, m.duty_times, m.duties, m.expires_at, date.text,
    short.labels
  union all
  select d.registration_id, d.duty_date, d.template,
    d.template || ':' || d.id || ':' || d.version || ':' || d.last_told || ':' || d.published,
    d.language,
    jsonb_build_array(d.full_name, duty_date_text(d.was_date, p_languages -> 'months' -> d.language), d.was_time) || case
      when d.template = 'duty_changed'
        then jsonb_build_array(duty_date_text(d.duty_date, p_languages -> 'months' -> d.language), d.duty_time)
      else '[]'
    end,
    null, jsonb_build_array(jsonb_build_object('id', d.id, 'version', d.version, 'corrects', d.last_told)),
    max(d.address) filter (where d.channel = 'whatsapp'), max(d.address) filter (where d.channel = 'email'),
    case when d.template = 'duty_changed' then greatest(d.day_ends_at, d.was_day_ends_at) else d.was_day_ends_at end
  from decided d
  where d.template in ('duty_changed', 'duty_cancelled')
  group by d.registration_id, d.duty_date, d.template, d.id, d.version, d.last_told, d.published, d.language, d.full_name,
    d.was_date, d.was_time, d.duty_time, d.day_ends_at, d.was_day_ends_at;
end $$;

CREATE FUNCTION public.move_aliases(p_from text, p_to text) RETURNS void
    LANGUAGE sql
    AS $$
  with moved as (
    delete from recipient_aliases a where a.address = p_from returning a.*
  )
  insert into recipient_aliases as known (address, kind, alias, seen_at)
  select p_to, m.kind, case when p_to like 'erased:%' then erased_form(m.alias) else m.alias end, max(m.seen_at)
  from moved m group by 1, 2, 3
  on conflict (address, kind, alias) do update set seen_at = greatest(known.seen_at, excluded.seen_at)
$$;

CREATE FUNCTION public.must_go_out(p_template text, p_expires_at timestamp with time zone, p_now timestamp with time zone) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$
  select p_template in ('duty_reminder_tomorrow', 'duty_cancelled', 'duty_changed')
    -- An allotment expires when the day of its duty ends.
    or p_template = 'duty_allotment_confirmed' and p_expires_at <= p_now + interval '48 hours'
$$;

CREATE FUNCTION public.new_id() RETURNS uuid
    LANGUAGE sql
    AS $$
  select encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid()) placing
        substring(int8send(floor(extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6),
      52, 1), 53, 1),
    'hex')::uuid
$$;

CREATE FUNCTION public.owed_corrections(p_from date, p_to date, p_now timestamp with time zone) RETURNS TABLE(duty_assignment_id uuid, version integer, told_version integer, was_date date, was_time text, status text, duty_date date, duty_time text, registration_id uuid, full_name text, phone_number text, email text)
    LANGUAGE sql STABLE
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET jit TO 'off'
    AS $$
  select a.id, a.version, v.version, v.duty_date, v.duty_time, a.status, a.duty_date, a.duty_time, p.id, p.full_name,
    p.phone_number, p.email
  from (
    -- Materialized by the offset: the planner knows little about the number of versions of a day.
    select * from duty_assignment_versions d
    where d.duty_date between p_from and p_to and d.day_ends_at > p_now and d.ended_at is not null and d.status = 'assigned'
    offset 0
  ) v
  join duty_assignments a on a.id = v.duty_assignment_id
  join registrations p on p.id = a.registration_id and p.status = 'active'
  cross join lateral (
    select
      coalesce(bool_or(y.is_told) filter (where y.version = v.version), false) as was_told,
      coalesce(bool_or(y.is_told) filter (where y.version = v.version and y.channel = 'whatsapp'), false) as was_told_by_whatsapp,
      coalesce(bool_or(y.state in ('delivered', 'read')) filter (where y.corrects_version = v.version and y.channel = 'whatsapp'), false)
        as is_corrected_by_whatsapp,
      coalesce(bool_or(y.state in ('accepted', 'sent', 'delivered', 'read'))
        filter (where y.corrects_version = v.version and y.channel = 'email'), false) as is_corrected_by_email
    from duty_tellings(a.id) y
  ) told
  where (v.status, v.duty_date, v.duty_time_key) is distinct from (a.status, a.duty_date, a.duty_time_key)
    and (told.was_told or v.told_elsewhere or v.told_by_phone_at is not null)
    and not told.is_corrected_by_whatsapp
    and not (told.is_corrected_by_email and not told.was_told_by_whatsapp)
    and not exists (
      select from duty_assignment_versions l
      where l.duty_assignment_id = v.duty_assignment_id and l.version > v.version and l.told_by_phone_at is not null
    )
$$;

CREATE FUNCTION public.pause_channel(p_channel text, p_by text, p_reason text, p_code text) RETURNS void
    LANGUAGE sql
    AS $$
  update channels set
    paused_at = coalesce(paused_at, clock_timestamp()),
    paused_by = p_by,
    pause_reason = p_reason,
    pause_code = p_code,
    is_trial = false,
    trial_until = null,
    probes = probes + 1,
    probe_at = case when p_by = 'notifier' then clock_timestamp() + least(60, 2 ^ least(probes, 10)) * interval '1 second' end
  where channel = p_channel and (paused_at is null or p_by <> 'notifier')
$$;

CREATE FUNCTION public.pause_if_restored() RETURNS TABLE(difference text, is_news boolean)
    LANGUAGE plpgsql
    AS $$
declare
  v_difference text;
  v_news boolean;
begin
  -- A connection to a standby would survive its promotion unnoticed.
  if pg_is_in_recovery() then
    raise exception 'This database is a standby: the notifiers need the primary.' using errcode = 'read_only_sql_transaction';
  end if;

  if not exists (select from installation) then
    insert into installation (system_identifier, timeline_id, database_oid, table_oid)
    select i.system_identifier, i.timeline_id, i.database_oid, i.table_oid from database_identity() i
    on conflict do nothing;
  end if;

  if database_difference() is null then
    return;
  end if;

  -- Compared again with the row locked: another session may have resumed.
  perform from installation for update;
  v_difference := database_difference();
  if v_difference is null then
    return;
  end if;

  update installation i set
    differs_since = coalesce(i.differs_since, clock_timestamp()),
    earlier_pauses = i.earlier_pauses || (
      select coalesce(jsonb_object_agg(c.channel, to_jsonb(c)), '{}') from channels c
      where c.paused_at is not null and c.paused_by is distinct from 'restore'
    )
  where exists (select from channels c where c.paused_at is null or c.paused_by is distinct from 'restore');
  v_news := found;

  update channels set
    paused_at = clock_timestamp(),
    paused_by = 'restore',
    pause_reason = 'This database is not the one remembered. ' || v_difference
      || ' Messages it shows as waiting may have been sent. Check it, then run: pnpm resume --after-restore',
    pause_code = null,
    probe_at = null
  where paused_at is null or paused_by is distinct from 'restore';

  return query select v_difference, v_news;
end $$;

CREATE FUNCTION public.person_addresses(p_id uuid) RETURNS TABLE(channel text, address text, erased_form text, is_shared boolean)
    LANGUAGE sql
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
  select known.channel, known.address, erased_form(known.address), case known.channel
    when 'whatsapp' then exists (
      select from registrations o where o.phone_number = known.address and o.id <> p_id and o.status = 'active'
    )
    else exists (
      select from registrations o
      where lower(o.email collate "C") = lower(known.address collate "C") and o.email = known.address and o.id <> p_id
        and o.status = 'active'
    )
  end
  from (
    select 'whatsapp', p.phone_number from registrations p where p.id = p_id
    union
    select 'email', p.email from registrations p where p.id = p_id
    union
    select d.channel, d.recipient from deliveries d
    where d.outbox_id = any (array(select o.id from outbox o where (o.payload ->> 'registration_id')::uuid = p_id))
    union
    select d.channel, a.recipient from deliveries d join attempts a on a.delivery_id = d.id
    where d.outbox_id = any (array(select o.id from outbox o where (o.payload ->> 'registration_id')::uuid = p_id))
    union
    select 'whatsapp', c.address from number_changes n, unnest(array[n.address, n.new_address]) c(address) where n.registration_id = p_id
  ) known(channel, address)
  where known.address is not null
  order by 1, 2
$$;

CREATE FUNCTION public.present_address(p_registration_id uuid, p_channel text) RETURNS TABLE(address text)
    LANGUAGE sql STABLE
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
  select case when p_channel = 'email' then p.email when p.whatsapp_opt_in then p.phone_number end
  from registrations p where p.id = p_registration_id
$$;

CREATE FUNCTION public.publish(p_events jsonb) RETURNS uuid[]
    LANGUAGE sql
    AS $$
  select publish_events(array(select e from jsonb_populate_recordset(null::new_event, p_events) e))
$$;

CREATE FUNCTION public.publish_event(p_id uuid, p_aggregatetype text, p_aggregateid text, p_type text, p_dedupe_key text, p_registration_id uuid, p_language text, p_parameters jsonb, p_duty_assignments jsonb, p_phone_number text, p_email text, p_whatsapp_delivery_id uuid, p_email_delivery_id uuid, p_expires_at timestamp with time zone, p_traceparent text) RETURNS boolean
    LANGUAGE sql
    AS $$
  select publish_events(array[(p_id, p_aggregatetype, p_aggregateid, p_type, p_dedupe_key, p_registration_id, p_language, p_parameters, null,
    p_duty_assignments, p_phone_number, p_email, p_whatsapp_delivery_id, p_email_delivery_id, p_expires_at, p_traceparent, null
  )::new_event]) <> '{}'
$$;

CREATE FUNCTION public.publish_events(p_events public.new_event[]) RETURNS uuid[]
    LANGUAGE plpgsql
    AS $$
declare
  v_published uuid[];
begin
  with event as materialized (
    select * from unnest(p_events) with ordinality e
  ), published as (
    insert into outbox (id, aggregatetype, aggregateid, type, payload, dedupe_key, traceparent)
    select e.id, e.aggregatetype, e.aggregateid, e.type,
      jsonb_build_object('registration_id', e.registration_id, 'language', e.language, 'parameters', e.parameters,
        'duty_assignments', e.duty_assignments)
        || case when e.whatsapp_parameters is null then '{}' else jsonb_build_object('whatsapp_parameters', e.whatsapp_parameters) end,
      e.dedupe_key, e.traceparent
    from event e
    on conflict on constraint outbox_dedupe_key_key do nothing
    returning id, created_at
  ), delivery as (
    insert into deliveries (id, outbox_id, registration_id, channel, template, language, recipient, rank, expires_at, state, reason, held_at)
    select address.delivery_id, e.id, e.registration_id, address.channel, e.type, e.language, address.recipient,
      least(e.expires_at, p.created_at + interval '24 hours'), e.expires_at,
      case when e.held_for is null then 'pending' else 'held' end, e.held_for,
      case when e.held_for is not null then p.created_at end
    from event e
    join published p using (id)
    cross join lateral (values
      (e.whatsapp_delivery_id, 'whatsapp', e.phone_number),
      (e.email_delivery_id, 'email', e.email)
    ) address(delivery_id, channel, recipient)
    where address.recipient is not null
    order by e.ordinality
  ), named as (
    insert into outbox_duty_assignments (outbox_id, duty_assignment_id, version, corrects_version)
    select e.id, duty.id, duty.version, duty.corrects
    from event e
    join published p using (id)
    cross join lateral jsonb_to_recordset(e.duty_assignments) duty(id uuid, version integer, corrects integer)
  )
  select coalesce(array_agg(p.id), '{}') into v_published from published p;
  return v_published;
end $$;

CREATE FUNCTION public.publish_waiting_duties(p_from date, p_to date, p_dry_run boolean, p_languages jsonb, p_traceparent text) RETURNS TABLE(published integer, messages integer)
    LANGUAGE plpgsql
    AS $$
declare
  v_locked uuid[];
  v_registration_ids uuid[];
  v_dates date[];
begin
  select array_agg(locked.id) into v_locked from (
    select p.id from registrations p
    where p.id in (
      select a.registration_id from duty_assignments a
      where a.allotment = 'waiting' and a.status = 'assigned' and a.duty_date between p_from and p_to
    )
    order by p.id for no key update
  ) locked;
  begin
    with waiting as (
      select a.id from duty_assignments a
      join duty_assignment_versions v on v.duty_assignment_id = a.id and v.version = a.version
      where a.allotment = 'waiting' and a.status = 'assigned' and a.duty_date between p_from and p_to
        and a.registration_id = any (v_locked) -- a duty of another person was created since: its person is not locked
        and v.day_ends_at > clock_timestamp()
      order by a.id for no key update of a
    ), told as (
      update duty_assignments a set allotment = 'published', allotted_at = clock_timestamp(), updated_at = clock_timestamp()
      from waiting where a.id = waiting.id
      returning a.registration_id, a.duty_date
    )
    select array_agg(told.registration_id), array_agg(told.duty_date), count(*) into v_registration_ids, v_dates, published from told;
    messages := coalesce(tell_duties(v_registration_ids, v_dates, p_languages, p_traceparent), 0);
    if p_dry_run then
      raise exception 'Dry run.' using errcode = 'DR001';
    end if;
  exception when sqlstate 'DR001' then null;
  end;
  return next;
end $$;

CREATE FUNCTION public.ready_due(p_channel text, p_now timestamp with time zone, p_limit integer) RETURNS timestamp with time zone
    LANGUAGE plpgsql
    AS $$
declare
  v_next timestamptz;
begin
  for v_pass in 1..2 loop
    select w.next_attempt_at into v_next from deliveries w
    where w.channel = p_channel and w.queue_state = 'pending' and w.next_attempt_at is not null
    order by w.next_attempt_at limit 1;
    exit when v_pass = 2 or v_next is null or v_next > p_now;

    update deliveries d set next_attempt_at = null, blocked_by_earlier = false
    from (
      select w.id from deliveries w
      where w.channel = p_channel and w.queue_state = 'pending' and w.next_attempt_at <= p_now
      order by w.next_attempt_at limit p_limit
      for no key update skip locked
    ) due
    where d.id = due.id;
  end loop;
  return v_next;
end $$;

CREATE FUNCTION public.recall_recipients(p_whatsapp text, p_email text) RETURNS void
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
begin
  -- Waits for an erasure in progress, so that the next statement sees its result. Without it a registration would forget a STOP.
  if p_email is not null then
    perform from recipients r where r.channel = 'email' and r.address = p_email for key share;
  end if;
  perform from recipients r where r.channel = 'whatsapp' and r.address = p_whatsapp for key share;
  -- The hash costs more than the rest of a registration's insert.
  if not exists (select from recipients r where r.erased_at is not null) then
    return;
  end if;

  if p_whatsapp not like 'erased:%' then
    perform move_aliases(erased_form(p_whatsapp), p_whatsapp);
  end if;
  with erased as (
    delete from recipients r
    using (values ('whatsapp', p_whatsapp), ('email', p_email)) given(channel, address)
    where r.channel = given.channel and r.address = erased_form(given.address) and given.address not like 'erased:%'
    returning r.*, given.address as given
  )
  insert into recipients as known (channel, address, suppressed_at, suppressed_by, preference_at, spaced_until, reached_at,
    marketing_suppressed_at, marketing_suppressed_by, marketing_preference_at)
  select e.channel, e.given, e.suppressed_at, e.suppressed_by, e.preference_at, e.spaced_until, e.reached_at,
    e.marketing_suppressed_at, e.marketing_suppressed_by, e.marketing_preference_at
  from erased e
  on conflict (channel, address) do update set
    suppressed_at = coalesce(known.suppressed_at, excluded.suppressed_at),
    suppressed_by = coalesce(known.suppressed_by, excluded.suppressed_by),
    preference_at = greatest(known.preference_at, excluded.preference_at),
    spaced_until = greatest(known.spaced_until, excluded.spaced_until),
    reached_at = greatest(known.reached_at, excluded.reached_at),
    marketing_suppressed_at = coalesce(known.marketing_suppressed_at, excluded.marketing_suppressed_at),
    marketing_suppressed_by = coalesce(known.marketing_suppressed_by, excluded.marketing_suppressed_by),
    marketing_preference_at = greatest(known.marketing_preference_at, excluded.marketing_preference_at);
end $$;

CREATE FUNCTION public.recall_recipients_of_registration() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
begin
  -- Waits for an erasure in progress, so that the next statement sees its result. Without it a registration would forget a STOP.
  perform from (values ('email', new.email), ('whatsapp', new.phone_number)) given(channel, address)
  cross join lateral (
    select from recipients r where r.channel = given.channel and r.address = given.address for key share
  ) locked;
  if exists (select from recipients r where r.erased_at is not null) then
    perform recall_recipients(new.phone_number, new.email);
  end if;
  return new;
end $$;

CREATE FUNCTION public.receipts_missing(p_now timestamp with time zone, p_after interval) RETURNS boolean
    LANGUAGE sql STABLE
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
  select count(*) filter (where newest.is_silent) = 3
  from (
    select d.queue_state = 'done' and d.state = 'accepted' as is_silent
    from deliveries d
    where d.id >= first_id_of(p_now - interval '2 hours') and d.channel = 'whatsapp'
      and d.accepted_at between p_now - interval '1 hour' and p_now - p_after
    order by d.id desc limit 3
  ) newest
$$;

CREATE FUNCTION public.receipts_stopped(p_now timestamp with time zone) RETURNS boolean
    LANGUAGE sql STABLE
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
  select
    exists (select from webhook_inbox w where w.id >= first_id_of(p_now - interval '7 days'))
    and not exists (select from webhook_inbox w where w.id >= first_id_of(p_now - interval '5 minutes'))
    and receipts_missing(p_now, interval '5 minutes')
$$;

CREATE FUNCTION public.recipients_reached_in_a_day(p_channel text, p_limit integer, p_now timestamp with time zone) RETURNS bigint
    LANGUAGE sql STABLE
    AS $$
  select count(*) from (
    select from recipients r
    where r.channel = p_channel and r.reached_at is not null and r.reached_at >= counted_as_reached_since(p_now) limit p_limit
  ) reached
$$;

CREATE FUNCTION public.recipients_to_remind(p_tomorrow date, p_due_at timestamp with time zone, p_since timestamp with time zone) RETURNS SETOF text
    LANGUAGE sql STABLE
    AS $$
  select distinct p.phone_number
  from duty_assignments a
  join registrations p on p.id = a.registration_id
  left join recipients r on r.channel = 'whatsapp' and r.address = p.phone_number
  where a.duty_date = p_tomorrow and a.status = 'assigned' and a.allotment <> 'waiting'
    and (a.allotted_at < p_due_at or a.allotment = 'told_elsewhere')
    and p.status = 'active' and p.whatsapp_opt_in
    and r.suppressed_at is null and coalesce(r.reached_at, '-infinity') < p_since
    and not exists (
      select from outbox_duty_assignments e
      join outbox o on o.id = e.outbox_id
      join deliveries d on d.outbox_id = o.id
      where e.duty_assignment_id = a.id and e.version = a.version
        and o.type = 'duty_reminder_tomorrow' and d.channel = 'whatsapp'
        and d.state not in ('pending', 'held') and not (d.withdrawn and d.state in ('failed', 'expired', 'cancelled'))
    )
$$;

CREATE FUNCTION public.record_attempts(p_results jsonb, p_max_attempts integer, p_window interval) RETURNS boolean
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET jit TO 'off'
    AS $$
declare
  v_results attempt_result[];
  v_all_first boolean;
  v_accepted record;
begin
  select array_agg(r), bool_and((
    r.outcome = 'accepted' and r.verdict = 'accepted' and r.attempt = 1 and r.counts_attempt = 0 and r.code is null and r.text is null
    and d.state = 'sending' and d.attempts = 1
  ) is true) into v_results, v_all_first
  from jsonb_populate_recordset(null::attempt_result, p_results) r
  left join lateral (select * from deliveries where deliveries.id = r.delivery_id offset 0) d on true;
  if exists (select from failure_streaks k where k.source = 'answer') then
    delete from failure_streaks s
    using (
      select k.channel, k.source from failure_streaks k
      where k.source = 'answer' and exists (
        select from unnest(v_results) r join deliveries d on d.id = r.delivery_id
        where r.outcome = 'accepted' and d.channel = k.channel
      )
      for update skip locked
    ) ended
    where s.channel = ended.channel and s.source = ended.source;
  end if;

  if not v_all_first then
    -- In one order, because apply_results locks what is left over.
    perform from (select r.delivery_id from unnest(v_results) r order by 1) r
    cross join lateral (select from deliveries d where d.id = r.delivery_id for no key update) locked;
  end if;
  v_accepted := accept_first_attempts(v_results);
  if v_accepted.others is not null then
    if v_all_first then
      -- A delivery changed since that check. The rest is locked against the order, so it waits only a moment.
      perform set_config('lock_timeout', '50ms', true);
    end if;
    perform apply_results(v_accepted.others, p_max_attempts, p_window);
  end if;
  return v_accepted.has_next or v_accepted.others is not null;
end $$;

CREATE FUNCTION public.record_failed_probe(p_channel text, p_reason text) RETURNS void
    LANGUAGE sql
    AS $$
  update channels set
    pause_reason = p_reason,
    probe_at = clock_timestamp() + least(60, 2 ^ least(probes, 10)) * interval '1 second'
  where channel = p_channel and paused_at is not null and paused_by = 'notifier'
$$;

CREATE FUNCTION public.redact_erased_attempt() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  new.erased := true;
  new.recipient := null;
  new.provider_message_id := erased_form(new.provider_message_id);
  new.provider_text := null;
  new.trace_id := null;
  return new;
end $$;

CREATE FUNCTION public.redact_erased_delivery() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
begin
  perform store_carried_attempts(array[new.id]); -- its row keeps the message id as a keyed hash
  update deliveries d set
    erased = true,
    recipient = 'erased:' || d.id, -- unique, because two may be in flight at once
    withdrawn = true, -- never sent again, whatever a late receipt or an operator asks
    provider_message_id = null,
    trace_id = null,
    last_error_text = null
  where d.id = new.id and not (
    d.erased and d.recipient = 'erased:' || d.id and d.withdrawn and d.provider_message_id is null and d.trace_id is null
    and d.last_error_text is null
  );
  return null;
end $$;

CREATE FUNCTION public.redact_erased_registration() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  new.full_name := '';
  new.name_key := 'erased:' || new.id;
  new.phone_number := '';
  new.email := null;
  new.mailbox := null;
  new.consent_source := null;
  new.consent_words := null;
  return new;
end $$;

CREATE FUNCTION public.redact_payload(p_payload jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    AS $$
  select (p_payload - 'whatsapp_parameters') || '{"parameters": [], "erased": true}'
$$;

CREATE FUNCTION public.refuse_audit_log_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  raise exception 'The audit log is append-only, and rows are kept for at least a year.'
    using errcode = 'restrict_violation', table = tg_table_name;
end $$;

CREATE FUNCTION public.refuse_outbox_payload() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  if new.payload is distinct from redact_payload(old.payload) then
    raise exception 'The outbox is never updated: publish a new event instead.'
      using errcode = 'restrict_violation', table = tg_table_name;
  end if;
  return new;
end $$;

CREATE FUNCTION public.refuse_outbox_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  raise exception 'The outbox is never updated: publish a new event instead.'
    using errcode = 'restrict_violation', table = tg_table_name;
end $$;

CREATE FUNCTION public.refuse_registration_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  raise exception 'A registration is never deleted: erase it instead.'
    using errcode = 'restrict_violation', table = tg_table_name;
end $$;

CREATE FUNCTION public.release_confirmations(p_limit integer) RETURNS integer
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET jit TO 'off'
    AS $$
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

CREATE FUNCTION public.release_decided_numbers() RETURNS void
    LANGUAGE sql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET jit TO 'off'
    AS $$
  with released as (
    select d.id from deliveries d
    where d.queue_state = 'held' and d.reason = 'number_changed'
      and not exists (
        select from number_changes n
        where n.address = d.recipient and n.decided_at is null and (d.registration_id is null or n.registration_id = d.registration_id)
      )
    order by d.id
    for no key update skip locked
  )
  update deliveries d set state = 'pending', reason = null, next_attempt_at = null, blocked_by_earlier = false
  from released where d.id = released.id
$$;

CREATE FUNCTION public.release_held(p_reason text, p_template text, p_language text, p_limit bigint) RETURNS void
    LANGUAGE sql
    AS $$
  with released as (
    select d.id from deliveries d
    where d.queue_state = 'held' and d.reason = p_reason and (p_template is null or d.template = p_template and d.language = p_language)
    order by d.rank limit p_limit
    for no key update skip locked
  )
  update deliveries d set state = 'pending', reason = null, next_attempt_at = null, blocked_by_earlier = false
  from released where d.id = released.id
$$;

CREATE FUNCTION public.release_template(p_name text, p_language text) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
  -- A release in spite of the category accepts it.
  update account_news set ended_at = clock_timestamp()
  where key = 'template_category:' || p_name || ':' || p_language and ended_at is null and exists (
    select from templates where name = p_name and language = p_language and state = 'held' and hold_code = 'category'
  );
  update templates set state = 'active', reason = null, hold_code = null, updated_at = clock_timestamp()
  where name = p_name and language = p_language and state = 'held';
  perform release_held('template', p_name, p_language, null);
end $$;

CREATE FUNCTION public.repair_recipient_queues(p_channel text) RETURNS void
    LANGUAGE sql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET jit TO 'off'
    AS $$
  with stuck as (
    select w.id from deliveries w
    where w.channel = p_channel and w.queue_state = 'pending' and w.blocked_by_earlier
      and not exists (
        select from deliveries o where o.channel = w.channel and o.recipient = w.recipient and o.queue_state = 'sending'
      )
      and not exists (
        select from deliveries o
        where o.channel = w.channel and o.recipient = w.recipient and o.queue_state = 'pending' and o.seq < w.seq
      )
    limit 1000
    for no key update skip locked
  )
  update deliveries d set blocked_by_earlier = false from stuck where d.id = stuck.id
$$;

CREATE FUNCTION public.require_duty_version() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  if not exists (
    select from duty_assignment_versions v where v.duty_assignment_id = new.id and v.version = new.version
  ) and exists (
    select from registrations r where r.id = new.registration_id and r.status <> 'erased'
  ) then
    raise exception 'A change of a duty has no version of its history: replace the API of an earlier release.'
      using errcode = 'restrict_violation', table = tg_table_name;
  end if;
  return null;
end $$;

CREATE FUNCTION public.resolve_duty_changes(p_changes public.duty_change[]) RETURNS public.duty_change[]
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    SET jit TO 'off'
    AS $$
begin
  return (select array_agg((
    c.place, c.kind, c.duty_assignment_id, c.expected_versions,
    coalesce(c.registration_id, other.registration_id, s.registration_id),
    coalesce(c.duty_date, s.duty_date),
    case when c.kind = 'cancel' then s.duty_time else coalesce(t.name, c.duty_time, s.duty_time) end,
    key.duty_time_key,
    coalesce(c.day_ends_at, v.day_ends_at), c.copy_of, c.person_of,
    coalesce(case when c.kind = 'move' and s.allotment = 'told_elsewhere' then 'published' end, c.allotment,
      case when c.kind <> 'create' or s.allotment = 'waiting' then s.allotment end, 'published'),
    c.override_reason, c.ended_by, s.version, s.duty_date, s.duty_time, null, null, t.places, null
  )::duty_change order by c.place)
  from unnest(p_changes) c
  left join duty_assignments s on s.id = coalesce(c.copy_of, case when c.kind <> 'create' then c.duty_assignment_id end)
  left join duty_assignments other on other.id = c.person_of
  left join duty_assignment_versions v on v.duty_assignment_id = s.id and v.version = s.version
  cross join lateral (select coalesce(c.duty_time_key, s.duty_time_key) as duty_time_key) key
  left join duty_times t on t.key = key.duty_time_key);
end $$;

CREATE FUNCTION public.resume_after_restore(p_whatsapp_window interval, p_email_window interval) RETURNS TABLE(marked integer, in_doubt integer)
    LANGUAGE plpgsql
    AS $$
#variable_conflict use_column
declare
  v_now timestamptz;
  v_marked integer;
  v_channel text;
  v_lost attempt_result[];
  v_in_doubt integer := 0;
begin
  perform from installation for update;
  perform from channels c order by c.channel for no key update;
  perform set_config('lock_timeout', '50ms', true); -- the caller begins again
  v_now := clock_timestamp();

  perform from deliveries d where d.queue_state in ('pending', 'sending', 'in_doubt', 'held') order by d.id for no key update;

  update deliveries d set possible_duplicate = true where d.queue_state in ('pending', 'sending', 'in_doubt', 'held');
  get diagnostics v_marked = row_count;

  for v_channel in select k.channel from channels k order by k.channel loop
    v_lost := unknown_outcomes(
      array(select d.id from deliveries d where d.queue_state = 'sending' and d.channel = v_channel),
      'restored', 'The database was restored while the message was being sent.');
    v_in_doubt := v_in_doubt + coalesce(cardinality(v_lost), 0);
    perform apply_results(v_lost, 2147483647, case v_channel when 'whatsapp' then p_whatsapp_window else p_email_window end);
  end loop;

  insert into installation (system_identifier, timeline_id, database_oid, table_oid)
  select i.system_identifier, i.timeline_id, i.database_oid, i.table_oid from database_identity() i
  on conflict (is_only_row) do update set
    system_identifier = excluded.system_identifier, timeline_id = excluded.timeline_id,
    database_oid = excluded.database_oid, table_oid = excluded.table_oid,
    remembered_at = v_now, differs_since = null;

  update channels c set
    paused_at = (e.earlier ->> 'paused_at')::timestamptz,
    paused_by = e.earlier ->> 'paused_by',
    pause_reason = e.earlier ->> 'pause_reason',
    pause_code = e.earlier ->> 'pause_code',
    is_trial = false,
    trial_until = null,
    probe_at = case when e.earlier ->> 'paused_by' = 'notifier' then v_now end
  from (select k.channel, i.earlier_pauses -> k.channel as earlier from installation i cross join channels k) e
  where c.channel = e.channel and c.paused_by = 'restore';
  update installation set earlier_pauses = '{}';

  return query select v_marked, v_in_doubt;
end $$;

CREATE FUNCTION public.resume_channel(p_channel text, p_any_pause boolean) RETURNS void
    LANGUAGE sql
    AS $$
  update channels set
    paused_at = null, paused_by = null, probe_at = null, slow_until = null,
    is_trial = true, trial_until = null
  where channel = p_channel and (
    paused_at is not null and (p_any_pause or paused_by = 'notifier')
    or p_any_pause and quota_tries > 0 -- an operator raised the limit and need not wait
  )
$$;

CREATE FUNCTION public.retry_deliveries(p_ids uuid[], p_delays_ms double precision[], p_requested_by text, p_confirm_duplicate boolean) RETURNS void
    LANGUAGE sql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET jit TO 'off'
    AS $$
  select store_carried_attempts(p_ids);
  with asked as (
    select clock_timestamp() as at
  ), noted as (
    insert into retries (delivery_id, requested_at, requested_by, confirm_duplicate, was_state, was_reason, was_error_code, was_since)
    select d.id, asked.at, p_requested_by, p_confirm_duplicate, d.state, d.reason, d.last_error_code, state_since(d)
    from asked cross join unnest(p_ids) i(id) cross join lateral (select * from deliveries where deliveries.id = i.id) d
  ), restarted as (
    -- The receipts of an only attempt stand in its delivery; it gets another attempt.
    update attempts a set cost = 0, sent_at = case when d.attempts = 1 then d.sent_at else a.sent_at end
    from unnest(p_ids) i(id) cross join lateral (select * from deliveries where deliveries.id = i.id) d
    where a.delivery_id = i.id and (a.cost > 0 or d.attempts = 1)
  )
  update deliveries d set
    state = 'pending', reason = null, spent = 0, blocked_by_earlier = false, lease_expires_at = null,
    rank = least(d.expires_at, asked.at + interval '24 hours'),
    waits_since = asked.at,
    next_attempt_at = case
      when i.delay_ms > 0 then asked.at + least(i.delay_ms * interval '1 millisecond', (d.expires_at - asked.at) / 2)
    end
  from asked cross join unnest(p_ids, p_delays_ms) i(id, delay_ms)
  where d.id = i.id;
  select follow_addresses(p_ids)
$$;

CREATE FUNCTION public.search_query(p_names text, p_endings text[], p_parts text[]) RETURNS tsquery
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select string_agg(query, ' & ')::tsquery
  from (
    select format('((%s) | ''%s'':*)', parts.query, left(replace(word, '-', ''), 100)) as query
    from regexp_split_to_table(words_folded(p_names), ' +') word
    cross join lateral (
      select string_agg(format('''%s'':*', left(part, 100)), ' & ') as query from regexp_split_to_table(word, '-') part where part <> ''
    ) parts
    where parts.query is not null
    union all
    select format('''#%s'':*', reverse(ending)) from unnest(p_endings) ending
    union all
    select format('''<%s'':* & ''@%s'':*', reverse(split_part(part, '@', 1)), substr(part, strpos(part, '@') + 1))
    from unnest(p_parts) raw_part, replace(replace(raw_part, '\', '\\'), '''', '''''') part
  ) queries
$$;

CREATE FUNCTION public.search_words(p_name_key text, p_phone_number text, p_email text) RETURNS tsvector
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $_$
declare
  v_address constant text := lower(p_email collate "C");
  v_words text[];
begin
  -- Postgres refuses a lexeme of more than 2046 bytes.
  if p_name_key ~ '^[a-z ]{1,100}$' then -- most names; the folding would cost a tenth of a registration
    v_words := array_remove(string_to_array(p_name_key, ' '), '');
  else
    v_words := array(
      select left(word, 100)
      from words_folded(p_name_key) folded,
        regexp_split_to_table(replace(folded, '-', ' ') || ' ' || replace(folded, '-', ''), ' +') word
      where word <> ''
    );
  end if;
  if p_phone_number <> '' then
    v_words := v_words || ('#' || reverse(substr(p_phone_number, 2)));
  end if;
  if v_address <> '' then
    v_words := v_words || array['<' || reverse(split_part(v_address, '@', 1)), '@' || split_part(v_address, '@', 2)];
  end if;
  return array_to_tsvector(v_words);
end $_$;

CREATE FUNCTION public.set_email_preference(p_address text, p_preference text, p_by text) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
declare
  v_now timestamptz;
  v_address text;
  v_changed boolean;
begin
  perform from channels c where c.channel = 'email' for no key update;
  -- Claims wait for the channel: this begins again rather than wait long for another lock.
  perform set_config('lock_timeout', '50ms', true);
  v_now := clock_timestamp();
  v_address := case
    when exists (
        select from registrations p
        where lower(p.email collate "C") = lower(p_address collate "C") and p.email = p_address and p.status = 'active'
      ) or exists (select from recipients r where r.channel = 'email' and r.address = p_address) then p_address
    else erased_form(p_address)
  end;
  if p_preference = 'stop' then
    insert into recipients as known (channel, address, suppressed_at, suppressed_by, preference_at, erased_at)
    values ('email', v_address, v_now, p_by, v_now, case when v_address <> p_address then v_now end)
    on conflict (channel, address) do update set
      suppressed_at = excluded.suppressed_at, suppressed_by = excluded.suppressed_by, preference_at = excluded.preference_at
    where known.suppressed_at is null;
  else
    update recipients r set suppressed_at = null, suppressed_by = null, preference_at = v_now
    where r.channel = 'email' and r.address = v_address and r.suppressed_at is not null;
  end if;
  v_changed := found;
  -- A registration of the address that was being committed has not seen the row of the hash.
  if v_address <> p_address and exists (
    select from registrations p
    where lower(p.email collate "C") = lower(p_address collate "C") and p.email = p_address and p.status = 'active'
  ) then
    perform recall_recipients(null, p_address);
  end if;
  return v_changed;
end $$;

CREATE FUNCTION public.set_marketing_preference(p_channel text, p_address text, p_preference text, p_by text, p_at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
  perform recall_recipients(case p_channel when 'whatsapp' then p_address end, case p_channel when 'email' then p_address end);
  insert into recipients as known (channel, address, marketing_suppressed_at, marketing_suppressed_by, marketing_preference_at)
  values (p_channel, p_address, case when p_preference = 'stop' then p_at end, case when p_preference = 'stop' then p_by end, p_at)
  on conflict (channel, address) do update set
    marketing_suppressed_at = excluded.marketing_suppressed_at, marketing_suppressed_by = excluded.marketing_suppressed_by,
    marketing_preference_at = excluded.marketing_preference_at
  where known.marketing_preference_at is null or known.marketing_preference_at <= excluded.marketing_preference_at;
end $$;

CREATE FUNCTION public.set_preference(p_channel text, p_address text, p_preference text, p_message_id text, p_at timestamp with time zone) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
begin
  perform set_config('lock_timeout', '0', true); -- who holds the channel waits only a moment
  perform from channels c where c.channel = p_channel for no key update;
  perform set_config('lock_timeout', '50ms', true);
  perform recall_recipients(case p_channel when 'whatsapp' then p_address end, case p_channel when 'email' then p_address end);
  insert into recipients as known (channel, address, suppressed_at, suppressed_by, suppression_message_id, preference_at)
  select p_channel, p_address, w.at, w.by, w.message_id, p_at
  from (select
    case when p_preference = 'stop' then p_at end as at,
    case when p_preference = 'stop' then 'stop_message' end as by,
    case when p_preference = 'stop' and p_address not like 'erased:%' then p_message_id end as message_id
  ) w
  on conflict (channel, address) do update set
    suppressed_at = excluded.suppressed_at, suppressed_by = excluded.suppressed_by,
    suppression_message_id = excluded.suppression_message_id, preference_at = excluded.preference_at
  where known.preference_at is null or known.preference_at <= excluded.preference_at;
  return found;
end $$;

CREATE FUNCTION public.settle_deliveries(p_channel text, p_window interval, p_policy text, p_max_attempts integer, p_daily_recipients integer DEFAULT NULL::integer, p_limit integer DEFAULT 1000) RETURNS integer
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET jit TO 'off'
    AS $$
declare
  c_late constant interval := '5 seconds'; -- passes are a second apart
  v_now constant timestamptz := clock_timestamp();
  v_lost uuid[];
  v_closed uuid[];
  v_verdicts verdict[];
  v_late uuid[];
  v_new_recipients bigint;
begin
  -- 1. Expired leases: the notifier is gone or frozen, and the outcome of the attempt is unknown.
  select array_agg(locked.id) into v_lost
  from (
    select l.id from deliveries l
    where l.channel = p_channel and l.queue_state = 'sending' and l.lease_expires_at < v_now
    order by l.lease_expires_at limit p_limit
    for no key update skip locked
  ) locked;
  if v_lost is not null then
    perform apply_results(unknown_outcomes(v_lost, 'lease_ran_out', 'The lease expired without a recorded outcome.'),
      p_max_attempts, p_window);
  end if;

  -- 2. Closed windows. No notifier ran at the end of some: their windows end now, because a receipt may have come since.
  if p_channel = 'whatsapp' and exists (select from webhook_inbox w where w.applied_at is null) then
    update deliveries d set next_attempt_at = v_now, waits_since = v_now
    from (
      select u.id from deliveries u
      where u.channel = p_channel and u.queue_state = 'in_doubt' and u.next_attempt_at < v_now - c_late
      order by u.next_attempt_at limit p_limit
      for no key update skip locked
    ) late
    where d.id = late.id;
  end if;
  -- A stored body that is not yet applied may still settle a delivery, and where all receipts stopped, a missing
  -- one means nothing.
  select array_agg(locked.id) into v_closed
  from (
    select u.id from deliveries u
    where u.channel = p_channel and u.queue_state = 'in_doubt' and u.next_attempt_at <= v_now
      and not exists (
        select from webhook_inbox w
        where p_channel = 'whatsapp' and w.applied_at is null and w.received_at <= u.next_attempt_at
      )
      and not (p_channel = 'whatsapp' and receipts_stopped(v_now))
    order by u.next_attempt_at limit p_limit
    for no key update skip locked
  ) locked;
  if v_closed is not null then
    select array_agg(case
        when d.withdrawn then ('cancelled', null, null)::verdict
        when d.expires_at <= v_now then ('expired', null, null)::verdict
        when d.spent >= p_max_attempts
          -- The latest attempt was refused for good and an earlier one is in doubt: only a person can find out about it.
          or not coalesce((
            select attempt_may_have_arrived(a) from attempts a where a.delivery_id = d.id and a.number = d.attempts
          ), true)
          or coalesce((select min(t.in_doubt_policy) from templates t where t.name = d.template), p_policy) = 'hold'
          then ('held', 'in_doubt', null)::verdict
        else ('pending', null, null)::verdict
      end order by c.place)
    into v_verdicts
    from unnest(v_closed) with ordinality c(id, place)
    cross join lateral (select * from deliveries where deliveries.id = c.id) d;
    perform divert_deliveries(v_closed, v_verdicts, v_now);
    perform follow_addresses(v_closed);
  end if;

  -- 3. Passed deadlines.
  select array_agg(locked.id) into v_late
  from (
    select u.id from deliveries u
    where u.channel = p_channel and u.queue_state in ('pending', 'held', 'in_doubt') and u.expires_at <= v_now
    order by u.expires_at limit p_limit
    for no key update skip locked
  ) locked;
  if v_late is not null then
    perform divert_deliveries(v_late, array_fill(('expired', null, null)::verdict, array[cardinality(v_late)]), v_now);
  end if;

  if p_channel = 'whatsapp' then
    perform release_decided_numbers();
  end if;

  if p_daily_recipients is not null then
    v_new_recipients := greatest(0, p_daily_recipients - recipients_reached_in_a_day(p_channel, p_daily_recipients, v_now));
    perform release_held('daily_recipients', null, null, v_new_recipients);
    perform release_held('reserved_for_reminders', null, null,
      (select least(c.unreserved_left, v_new_recipients) from channels c where c.channel = p_channel));
  elsif p_channel = 'whatsapp' then
    perform release_held('reserved_for_reminders', null, null, null);
  end if;

  return coalesce(cardinality(v_lost), 0) + coalesce(cardinality(v_closed), 0) + coalesce(cardinality(v_late), 0);
end $$;

CREATE FUNCTION public.shorten_labels(p_labels text[], p_others text[], p_more text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    AS $$
declare
  c_room constant integer := 1024 - 224; -- Meta's limit, less the words of the template
  v_all constant text := array_to_string(p_labels || p_others, ', ');
  v_text text;
begin
  -- Meta counts UTF-16 units: a character has at most two.
  if 2 * char_length(v_all) <= c_room then
    return null;
  end if;
  for v_kept in reverse cardinality(p_labels)..1 loop
    v_text := array_to_string(p_labels[1:v_kept], ', ') || case
      when v_kept < cardinality(p_labels) then ' ' || replace(p_more, '{n}', (cardinality(p_labels) - v_kept)::text) else '' end;
    exit when utf16_length(v_text) + utf16_length(array_to_string(p_others, '')) <= c_room;
  end loop;
  return nullif(v_text, array_to_string(p_labels, ', '));
end $$;

CREATE FUNCTION public.slow_channel(p_channel text, p_wait interval, p_per_second double precision, p_refused integer DEFAULT 1, p_now timestamp with time zone DEFAULT clock_timestamp()) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
declare
  c_interval constant interval := '1 second'; -- between two cuts, and the longest that a provider counts together
  c_sample constant integer := 100; -- messages that are judged together
  c_few constant integer := 5; -- of them, refused: tolerated
  c_many constant double precision := 0.2; -- the share that stops sending, from three refusals on
  c_reduced constant double precision := 1 / 3.0; -- a half would be refused twice as often until the pace is found
  c_margin constant double precision := 0.85; -- of what the provider took
  v_channel channels;
  v_may_cut boolean;
  v_pace double precision;
  v_share double precision;
begin
  select * into strict v_channel from channels c where c.channel = p_channel for no key update;
  v_may_cut := v_channel.slowed_at is null or v_channel.slowed_at < p_now - c_interval;
  v_pace := least(p_per_second, coalesce(grown_pace(v_channel.slowed_to, v_channel.slowed_at, p_now), p_per_second));

  if p_wait is not null then
    if not v_may_cut and v_channel.slow_until >= p_now + p_wait then
      return true;
    end if;
    update channels c set
      slow_until = greatest(c.slow_until, p_now + p_wait), slow_since = p_now,
      slowed_at = p_now + p_wait,
      slowed_to = case when v_may_cut then greatest(v_pace / 2, least(1, p_per_second)) else c.slowed_to end,
      sent_at_pace = 0, refused_at_pace = 0
    where c.channel = p_channel;
    return true;
  end if;

  if v_channel.slow_until > p_now then -- sent before it stopped
    return true;
  end if;
  if v_channel.sent_at_pace > c_sample then -- a refusal that begins a sample would weigh too much in it
    update channels c set sent_at_pace = 0, refused_at_pace = 0 where c.channel = p_channel;
    return false;
  end if;
  v_channel.refused_at_pace := v_channel.refused_at_pace + p_refused;
  v_share := v_channel.refused_at_pace / greatest(v_channel.sent_at_pace, v_channel.refused_at_pace)::double precision;

  if v_may_cut and v_channel.refused_at_pace >= 3 and v_share >= c_many then
    update channels c set
      slow_until = p_now + c_interval, slow_since = p_now, slowed_at = p_now,
      slowed_to = greatest(v_pace * c_reduced, least(1, p_per_second)), sent_at_pace = 0, refused_at_pace = 0
    where c.channel = p_channel;
    return true;
  elsif v_may_cut and v_channel.refused_at_pace >= c_few and v_share * c_sample > c_few then
    update channels c set
      slowed_at = p_now, slowed_to = greatest(v_pace * (1 - v_share) * c_margin, least(1, p_per_second)),
      sent_at_pace = 0, refused_at_pace = 0
    where c.channel = p_channel;
    return true;
  end if;
  update channels c set sent_at_pace = v_channel.sent_at_pace, refused_at_pace = v_channel.refused_at_pace
  where c.channel = p_channel;
  return false;
end $$;

CREATE FUNCTION public.space_recipient(p_channel text, p_address text, p_wait interval) RETURNS void
    LANGUAGE sql
    AS $$
  insert into recipients as known (channel, address, spaced_until, spaced_at)
  select p_channel, p_address, clock_timestamp() + p_wait, clock_timestamp() where p_address not like 'erased:%'
  on conflict (channel, address) do update set
    spaced_until = case
      when known.spaced_at > excluded.spaced_at then excluded.spaced_until -- begun in the future
      else greatest(known.spaced_until, excluded.spaced_until)
    end,
    spaced_at = excluded.spaced_at
$$;

CREATE TABLE public.deliveries (
    id uuid NOT NULL,
    outbox_id uuid NOT NULL,
    seq bigint NOT NULL,
    registration_id uuid,
    channel text NOT NULL,
    template text NOT NULL,
    recipient text NOT NULL,
    state text DEFAULT 'pending'::text NOT NULL,
    queue_state text GENERATED ALWAYS AS (
CASE
    WHEN (state = ANY (ARRAY['accepted'::text, 'sent'::text, 'delivered'::text, 'read'::text])) THEN 'done'::text
    ELSE state
END) STORED NOT NULL,
    reason text,
    attempts integer DEFAULT 0 NOT NULL,
    spent integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamp with time zone,
    blocked_by_earlier boolean DEFAULT false NOT NULL,
    rank timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    lease_expires_at timestamp with time zone,
    provider_message_id text,
    possible_duplicate boolean DEFAULT false NOT NULL,
    withdrawn boolean DEFAULT false NOT NULL,
    last_error_code text,
    last_error_text text,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    sending_at timestamp with time zone,
    in_doubt_at timestamp with time zone,
    held_at timestamp with time zone,
    accepted_at timestamp with time zone,
    sent_at timestamp with time zone,
    delivered_at timestamp with time zone,
    read_at timestamp with time zone,
    failed_at timestamp with time zone,
    expired_at timestamp with time zone,
    cancelled_at timestamp with time zone,
    erased boolean DEFAULT false NOT NULL,
    language text DEFAULT ''::text NOT NULL,
    waits_since timestamp with time zone,
    trace_id text,
    CONSTRAINT deliveries_channel_known CHECK ((channel = ANY (ARRAY['whatsapp'::text, 'email'::text]))),
    CONSTRAINT deliveries_state_known CHECK ((state = ANY (ARRAY['pending'::text, 'sending'::text, 'accepted'::text, 'sent'::text, 'delivered'::text, 'read'::text, 'in_doubt'::text, 'held'::text, 'failed'::text, 'expired'::text, 'cancelled'::text])))
)
WITH (fillfactor='70', autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='1000', autovacuum_analyze_scale_factor='0', autovacuum_analyze_threshold='5000', autovacuum_vacuum_cost_delay='0');

COMMENT ON TABLE public.deliveries IS 'One outbox event on one channel to one address, with its state.';

COMMENT ON COLUMN public.deliveries.outbox_id IS 'No foreign key: only publish inserts deliveries, together with their event, and an event is deleted after its deliveries.';

COMMENT ON COLUMN public.deliveries.seq IS 'The order within one recipient: by commit.';

COMMENT ON COLUMN public.deliveries.registration_id IS 'No foreign key: a registration is never deleted (refuse_registration_delete).';

COMMENT ON COLUMN public.deliveries.queue_state IS 'The state without the progress of receipts: done stands for accepted, sent, delivered and read.';

COMMENT ON COLUMN public.deliveries.attempts IS 'The number of the latest attempt. While the delivery is sending, that attempt is running and has a row only if a receipt named it. An only attempt that was accepted has a row only once something else happened to it (carried_attempts).';

COMMENT ON COLUMN public.deliveries.spent IS 'The sum of attempts.cost since the last retry by hand; compared with MAX_ATTEMPTS.';

COMMENT ON COLUMN public.deliveries.next_attempt_at IS 'pending: not before this time, null: at once. in_doubt: the end of the in-doubt window, null: not known yet.';

COMMENT ON COLUMN public.deliveries.blocked_by_earlier IS 'An earlier delivery to the same recipient goes first; the function that finishes it clears this.';

COMMENT ON COLUMN public.deliveries.rank IS 'The order between recipients: the earlier of expires_at and a day after the commit.';

COMMENT ON COLUMN public.deliveries.erased IS 'The person is erased: the row is counted and holds no address. An open attempt is recorded without one.';

COMMENT ON COLUMN public.deliveries.language IS 'Frozen at publish. Empty: published before messages had a language, and not yet adopted by a notifier.';

COMMENT ON COLUMN public.deliveries.waits_since IS 'When the wait until next_attempt_at began.';

COMMENT ON COLUMN public.deliveries.trace_id IS 'Of the attempt that stands in the delivery alone: the provider''s id of the exchange.';

CREATE FUNCTION public.state_since(p_delivery public.deliveries) RETURNS timestamp with time zone
    LANGUAGE sql IMMUTABLE
    AS $$
  select case p_delivery.state
    when 'sending' then p_delivery.sending_at
    when 'accepted' then p_delivery.accepted_at
    when 'sent' then p_delivery.sent_at
    when 'delivered' then p_delivery.delivered_at
    when 'read' then p_delivery.read_at
    when 'in_doubt' then p_delivery.in_doubt_at
    when 'held' then p_delivery.held_at
    when 'failed' then p_delivery.failed_at
    when 'expired' then p_delivery.expired_at
    when 'cancelled' then p_delivery.cancelled_at
  end
$$;

CREATE FUNCTION public.store_account_event(p_channel text, p_at timestamp with time zone, p_event text) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
begin
  update channels c set account_event_at = p_at, account_event = p_event
  where c.channel = p_channel
    and (c.account_event_at is null or c.account_event_at < p_at
      or c.account_event_at = p_at and c.account_event is distinct from p_event);
  return found;
end $$;

CREATE FUNCTION public.store_carried_attempts(p_delivery_ids uuid[]) RETURNS void
    LANGUAGE sql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET jit TO 'off'
    AS $$
  insert into attempts select * from carried_attempts(p_delivery_ids)
$$;

CREATE FUNCTION public.store_number_change(p_address text, p_new_address text, p_message_id text, p_at timestamp with time zone) RETURNS SETOF uuid
    LANGUAGE plpgsql
    AS $$
begin
  -- The new number was replaced again before anyone decided.
  update number_changes n set new_address = p_new_address, at = p_at, provider_message_id = p_message_id
  where n.new_address = p_address and n.decided_at is null and n.at < p_at and n.address is distinct from p_new_address;
  return query
  insert into number_changes (registration_id, address, new_address, at, provider_message_id)
  select r.id, p_address, p_new_address, p_at, p_message_id
  from registrations r
  where r.phone_number = p_address and r.status = 'active'
    and not exists (
      select from number_changes known
      where known.registration_id = r.id and known.address = p_address and known.at >= p_at
    )
  order by r.id
  on conflict do nothing
  returning registration_id;
end $$;

CREATE FUNCTION public.store_reserve(p_limit integer, p_reserved integer, p_since timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
declare
  v_left integer;
begin
  perform from channels c where c.channel = 'whatsapp' for no key update;
  -- In a later statement than the lock, which sees what the claim before it reached.
  v_left := greatest(0, p_limit - p_reserved - (
    select count(*) from (
      select from recipients r where r.channel = 'whatsapp' and r.reached_at >= p_since limit p_limit
    ) reached
  ));
  update channels c set reserved_recipients = p_reserved, unreserved_left = v_left
  where c.channel = 'whatsapp' and (c.reserved_recipients, c.unreserved_left) is distinct from (p_reserved, v_left);
end $$;

CREATE FUNCTION public.store_template_event(p_name text, p_language text, p_about text, p_at timestamp with time zone, p_event text) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
begin
  insert into templates (name, language) values (p_name, p_language) on conflict (name, language) do nothing;
  perform from templates t where t.name = p_name and t.language = p_language for no key update;
  if p_about = 'status' then
    update templates t set status_at = p_at, status_event = p_event
    where t.name = p_name and t.language = p_language
      and (t.status_at is null or t.status_at < p_at or t.status_at = p_at and t.status_event is distinct from p_event);
  else
    update templates t set category_at = p_at, category_event = p_event
    where t.name = p_name and t.language = p_language
      and (t.category_at is null or t.category_at < p_at or t.category_at = p_at and t.category_event is distinct from p_event);
  end if;
  return found;
end $$;

CREATE FUNCTION public.take_deliveries(p_ids uuid[], p_limit integer, p_margin interval, p_daily_recipients integer, p_unreserved integer, p_now timestamp with time zone, p_lease interval, p_is_trial boolean, OUT claimed json[], OUT diverted uuid[], OUT verdicts public.verdict[], OUT unreserved_taken integer) RETURNS record
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.take_probe(p_channel text) RETURNS boolean
    LANGUAGE sql
    AS $$
  with taken as (
    update channels set probe_at = clock_timestamp() + interval '1 minute', probes = probes + 1
    where channel = p_channel and paused_at is not null and paused_by = 'notifier' and probe_at <= clock_timestamp()
    returning channel
  )
  select exists (select from taken)
$$;

CREATE FUNCTION public.tell_all_duties(p_from date, p_languages jsonb) RETURNS integer
    LANGUAGE plpgsql
    AS $$
declare
  v_registration_ids uuid[];
  v_dates date[];
begin
  select array_agg(m.registration_id), array_agg(m.duty_date) into v_registration_ids, v_dates
  from (
    select array_agg(d.registration_id) as registration_ids, array_agg(d.duty_date) as dates
    from (
      select distinct a.registration_id, a.duty_date from duty_assignments a
      where a.duty_date >= p_from and a.allotment <> 'waiting'
    ) d
  ) day
  cross join lateral messages_due(day.registration_ids, day.dates, p_languages, clock_timestamp()) m;
  if v_dates is null then
    return 0;
  end if;
  perform from (select p.id from registrations p where p.id = any (v_registration_ids) order by p.id for no key update) locked;
  return tell_duties(v_registration_ids, v_dates, p_languages, null);
end $$;

CREATE FUNCTION public.tell_duties(p_registration_ids uuid[], p_dates date[], p_languages jsonb, p_traceparent text) RETURNS integer
    LANGUAGE plpgsql
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
begin
  return cardinality(publish_events(array(
    select (
      new_id(),
      case when jsonb_array_length(m.duties) = 1 then 'duty_assignment' else 'registration' end,
      case when jsonb_array_length(m.duties) = 1 then m.duties -> 0 ->> 'id' else m.registration_id::text end,
      m.template, m.dedupe_key, m.registration_id, m.language, m.parameters, m.whatsapp_parameters, m.duties, m.phone_number, m.email,
      new_id(), new_id(), m.expires_at, p_traceparent, null
    )::new_event
    from messages_due(p_registration_ids, p_dates, p_languages, clock_timestamp()) m
  )));
end $$;

CREATE FUNCTION public.told_of_duties(p_ids uuid[]) RETURNS TABLE(registration_id uuid, duty_assignment_id uuid, channel text, template text, state text, at timestamp with time zone)
    LANGUAGE sql STABLE
    AS $$
  select a.registration_id, a.id, told.channel, told.template, d.state, state_since(d)
  from unnest(p_ids) i(id)
  join duty_assignments a on a.id = i.id
  cross join lateral (
    select y.*, max(y.version) over (partition by y.channel) as last_told from duty_tellings(a.id) y where y.is_told
  ) told
  join deliveries d on d.id = told.delivery_id
  where told.version = told.last_told
$$;

CREATE FUNCTION public.unblock_next_for_recipients(finished uuid[]) RETURNS void
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_bitmapscan TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    SET jit TO 'off'
    SET lock_timeout TO '50ms'
    AS $$
declare
  v_next uuid[];
begin
  select array_agg(locked.id) into v_next
  from (
    select distinct d.channel, d.recipient
    from unnest(finished) f(id) cross join lateral (select * from deliveries where deliveries.id = f.id) d
    order by 1, 2
  ) r
  cross join lateral (
    select d.id from deliveries d
    where d.channel = r.channel and d.recipient = r.recipient and d.queue_state = 'pending' and d.next_attempt_at is null
    order by d.seq limit 1
    for no key update
  ) locked;

  if v_next is not null then
    -- It takes the earliest rank of those behind it, so that a reminder does not wait behind a message with a late rank.
    update deliveries d set blocked_by_earlier = false, rank = least(d.rank, behind.rank)
    from unnest(v_next) n(id)
    cross join lateral (select * from deliveries where deliveries.id = n.id) head
    cross join lateral (
      select min(w.rank) as rank from deliveries w
      where w.channel = head.channel and w.recipient = head.recipient and w.queue_state = 'pending' and w.blocked_by_earlier
    ) behind
    where d.id = n.id and (d.blocked_by_earlier or d.rank > behind.rank);
  end if;
end $$;

CREATE FUNCTION public.unknown_outcomes(p_ids uuid[], p_reason text, p_text text) RETURNS public.attempt_result[]
    LANGUAGE sql STABLE
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
  select array_agg((d.id, d.attempts, 'in_doubt', null, null, p_text, null, null,
    -- The window begins with the end of the lease, however late that is noticed.
    case when p_reason = 'lease_ran_out' then d.lease_expires_at end,
    null, null, null, null, 'in_doubt', p_reason, null, 1)::attempt_result)
  from deliveries d where d.id = any (p_ids) and d.queue_state = 'sending'
$$;

CREATE FUNCTION public.utf16_length(p_text text) RETURNS integer
    LANGUAGE sql IMMUTABLE
    AS $$
  select char_length(p_text) + char_length(regexp_replace(p_text, '[\u0001-\uFFFF]', '', 'g'))
$$;

CREATE FUNCTION public.wait_for_sign_up(p_phone_number text, p_mailbox text) RETURNS integer
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
declare
  v_hour_ago constant timestamptz := clock_timestamp() - interval '1 hour';
  v_free_at timestamptz;
begin
  select max(tenth.created_at) + interval '1 hour' into v_free_at
  from (
    (
      select r.created_at from registrations r
      where r.phone_number = p_phone_number and r.origin = 'public' and r.created_at > v_hour_ago
      order by r.created_at desc offset 9 limit 1
    )
    union all
    (
      select r.created_at from registrations r
      where r.mailbox = p_mailbox and r.origin = 'public' and r.created_at > v_hour_ago
      order by r.created_at desc offset 9 limit 1
    )
  ) tenth;
  return case when v_free_at is not null then
    greatest(1, ceil(extract(epoch from v_free_at - clock_timestamp())))::integer
  end;
end $$;

CREATE FUNCTION public.why_untrue(p_registration_id uuid, p_outbox_id uuid, p_channel text, p_address text, p_template text, p_language text, p_suppressed_at timestamp with time zone) RETURNS TABLE(reason text)
    LANGUAGE sql STABLE
    AS $$
  select case
    when (select p.status <> 'active' from registrations p where p.id = p_registration_id) then 'erased'
    when (
      -- The version alone: a cancellation raises it, and the message about the cancellation names the new one.
      select bool_or(a.version <> e.version)
      from outbox_duty_assignments e join duty_assignments a on a.id = e.duty_assignment_id
      where e.outbox_id = p_outbox_id
    ) then 'duty_changed'
    when p_suppressed_at is not null then 'suppressed'
    when p_channel = 'whatsapp' and (
      -- An operator's message without a registration waits for the decision about any registration of the number.
      select true from number_changes n
      where n.address = p_address and n.decided_at is null and (p_registration_id is null or n.registration_id = p_registration_id)
      limit 1
    ) then 'number_changed'
    when p_channel = 'whatsapp' and (
      select t.state = 'held' from templates t where t.name = p_template and t.language = p_language
    ) then 'template'
  end
  offset 0 -- else the expression is computed once for every reference
$$;

CREATE FUNCTION public.with_outcome(p_change public.duty_change, p_outcome text, p_conflicts uuid[], p_taken integer) RETURNS public.duty_change
    LANGUAGE plpgsql IMMUTABLE
    AS $$
begin
  p_change.outcome := p_outcome;
  p_change.conflicts := p_conflicts;
  p_change.taken := p_taken;
  return p_change;
end $$;

CREATE FUNCTION public.withdraw_deliveries(p_ids uuid[], p_reason text) RETURNS void
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET jit TO 'off'
    AS $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_waiting uuid[];
begin
  -- With those that wait for the same recipients: unblock_next_for_recipients locks one of them, which another person with the
  -- same number may be withdrawing.
  perform from (
    select i.id from unnest(p_ids) i(id)
    union
    select other.id from unnest(p_ids) i(id)
    cross join lateral (select * from deliveries where deliveries.id = i.id) d
    cross join lateral (
      select o.id from deliveries o where o.channel = d.channel and o.recipient = d.recipient and o.queue_state = 'pending'
    ) other
    where d.queue_state in ('pending', 'held')
    order by 1
  ) i
  cross join lateral (
    select from deliveries d
    where d.id = i.id and (d.queue_state in ('pending', 'held', 'sending', 'in_doubt') or d.state in ('accepted', 'sent'))
    for no key update
  ) locked;

  select array_agg(d.id) into v_waiting
  from unnest(p_ids) i(id) cross join lateral (select * from deliveries where deliveries.id = i.id) d
  where d.queue_state in ('pending', 'held');
  if v_waiting is not null then
    perform divert_deliveries(v_waiting, array_fill(('cancelled', p_reason, null)::verdict, array[cardinality(v_waiting)]), v_now);
  end if;

  update deliveries d set
    withdrawn = true,
    reason = case when d.queue_state = 'done' then d.reason else p_reason end
  from unnest(p_ids) i(id)
  where d.id = i.id and (
    d.queue_state in ('sending', 'in_doubt')
    -- A failed receipt could cause a resend of these.
    or d.channel = 'whatsapp' and d.state in ('accepted', 'sent') and d.expires_at > v_now
  );
end $$;

CREATE FUNCTION public.words_folded(p_words text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select regexp_replace(regexp_replace(
    translate(
      replace(replace(replace(
        regexp_replace(normalize(p_words, nfkd),
          '[\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u093c\u09bc\u0a3c\u0abc\u200b-\u200f\ufe00-\ufe0f]+', '', 'g'),
        'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'),
      'ıøłđðþ' || 'يىكڪهھةۃەٱ' || 'ँঁ',
      'ioldd' || 't' || 'ییککہہہہہا' || 'ंং'),
    '[''`\u02b0-\u02ff\u2010-\u2013\u2018-\u201b-]+', '-', 'g'),
    '[\u0001-\u002c\u002e\u002f\u003a-\u0040\u005b-\u0060\u007b-\u007f\u00a0-\u00bf\u060c\u061b\u061f\u06d4\u0964\u0965\u2000-\u206f\u3000-\u303f]+', ' ', 'g')
$$;

CREATE FUNCTION public.write_duty_changes(p_changes public.duty_change[], p_now timestamp with time zone, p_audit jsonb) RETURNS void
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    SET jit TO 'off'
    AS $$
begin
  update duty_assignments a set
    status = case c.kind when 'cancel' then 'cancelled' else a.status end,
    version = a.version + 1,
    duty_date = c.duty_date, duty_time = c.duty_time, duty_time_key = c.duty_time_key,
    allotment = c.allotment,
    override_reason = case c.kind when 'cancel' then a.override_reason else c.override_reason end,
    allotted_at = case c.kind when 'cancel' then a.allotted_at else p_now end,
    updated_at = p_now
  from unnest(p_changes) c
  where a.id = c.duty_assignment_id and c.kind <> 'create';

  insert into duty_assignments (id, registration_id, duty_date, duty_time, duty_time_key, allotment, override_reason, allotted_at,
    created_at, updated_at)
  select c.duty_assignment_id, c.registration_id, c.duty_date, c.duty_time, c.duty_time_key, c.allotment, c.override_reason, p_now,
    p_now, p_now
  from unnest(p_changes) c
  where c.kind = 'create'
  order by c.place;

  update duty_assignment_versions v set ended_at = p_now, ended_by = c.ended_by
  from unnest(p_changes) c
  where v.duty_assignment_id = c.duty_assignment_id and v.version = c.was_version and c.kind <> 'create';

  insert into duty_assignment_versions (duty_assignment_id, version, registration_id, duty_date, duty_time, duty_time_key, status,
    told_elsewhere, day_ends_at, began_at)
  select a.id, a.version, a.registration_id, a.duty_date, a.duty_time, a.duty_time_key, a.status,
    c.kind = 'create' and a.allotment = 'told_elsewhere', c.day_ends_at, p_now
  from unnest(p_changes) c join duty_assignments a on a.id = c.duty_assignment_id;

  insert into audit_log (id, actor, api_key_id, action, subject_type, subject_id, request_id, details)
  select new_id(), p_audit ->> 'actor', (p_audit ->> 'api_key_id')::uuid,
    'duty_assignment.' || case c.kind when 'create' then 'created' when 'move' then 'moved' else c.ended_by end,
    'duty_assignment', c.duty_assignment_id::text, p_audit ->> 'request_id',
    jsonb_strip_nulls(jsonb_build_object(
      'version', case c.kind when 'create' then 1 else c.was_version + 1 end,
      'from', case when c.kind <> 'create' then jsonb_build_object('duty_date', c.was_date, 'duty_time', c.was_time) end,
      'to', case when c.kind <> 'cancel' then jsonb_build_object('duty_date', c.duty_date, 'duty_time', c.duty_time) end,
      'copy_of', c.copy_of,
      'override', case when c.override_reason is not null then true end,
      'via', p_audit ->> 'via'))
  from unnest(p_changes) c
  order by c.place;
end $$;

CREATE TABLE public.account_news (
    key text NOT NULL,
    text text NOT NULL,
    action text NOT NULL,
    at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    limit_of_recipients integer
);

COMMENT ON TABLE public.account_news IS 'What Meta reported of the account, the number and the templates that an operator must know: the latest of each key.';

COMMENT ON COLUMN public.account_news.at IS 'Time of the latest event of the key, by Meta''s clock: an older one that comes late changes nothing.';

COMMENT ON COLUMN public.account_news.ended_at IS 'When a counter-event, or Meta''s list of templates, ended it, or seven days had passed.';

COMMENT ON COLUMN public.account_news.limit_of_recipients IS 'Meta''s limit of recipients in 24 hours: the news is no alert where META_WA_DAILY_RECIPIENTS is not above it.';

CREATE TABLE public.alerts (
    id bigint NOT NULL,
    key text NOT NULL,
    subject text NOT NULL,
    text text NOT NULL,
    raised_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    raise_mailed_at timestamp with time zone,
    cleared_at timestamp with time zone,
    clear_mailed_at timestamp with time zone,
    times_reopened integer DEFAULT 0 NOT NULL,
    mailing_until timestamp with time zone,
    action text DEFAULT 'See the text of the alert.'::text NOT NULL
);

COMMENT ON TABLE public.alerts IS 'Conditions that a person must act on: one row from the beginning of a condition to its end, so that each is mailed once.';

COMMENT ON COLUMN public.alerts.key IS 'The subject, such as channel_paused:whatsapp; at most one alert of a key is open.';

COMMENT ON COLUMN public.alerts.times_reopened IS 'How often the condition returned soon after its end: then its end is mailed only after a longer time.';

COMMENT ON COLUMN public.alerts.mailing_until IS 'The lease of the notifier that mails it.';

COMMENT ON COLUMN public.alerts.action IS 'What an operator must do.';

ALTER TABLE public.alerts ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.alerts_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.api_keys (
    id uuid NOT NULL,
    name text NOT NULL,
    prefix text NOT NULL,
    hash bytea NOT NULL,
    scopes text[] NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    created_by text NOT NULL,
    expires_at timestamp with time zone,
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    revoked_by text,
    CONSTRAINT api_keys_hash_length CHECK ((octet_length(hash) = 32)),
    CONSTRAINT api_keys_name_form CHECK ((name ~ '^[A-Za-z0-9_-]{1,60}$'::text)),
    CONSTRAINT api_keys_prefix_form CHECK ((prefix ~ '^[0-9a-f]{8}$'::text)),
    CONSTRAINT api_keys_scopes_given CHECK ((cardinality(scopes) > 0)),
    CONSTRAINT api_keys_scopes_known CHECK ((scopes <@ ARRAY['registrations'::text, 'assignments'::text, 'deliveries'::text, 'pii'::text, 'admin'::text]))
);

COMMENT ON TABLE public.api_keys IS 'Keys of the admin routes beside those of ADMIN_API_KEYS, with scopes and expiry. A revoked key stays, because the audit log names it.';

COMMENT ON COLUMN public.api_keys.prefix IS 'The first characters of the secret; they name the key.';

COMMENT ON COLUMN public.api_keys.hash IS 'SHA-256 of the secret. The secret has 256 random bits, so a slow hash would protect nothing.';

COMMENT ON COLUMN public.api_keys.last_used_at IS 'To the minute.';

CREATE TABLE public.audit_log (
    id uuid NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    actor text NOT NULL,
    api_key_id uuid,
    action text NOT NULL,
    subject_type text NOT NULL,
    subject_id text,
    request_id text,
    details jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT audit_log_action_form CHECK ((action ~ '^[a-z_]+\.[a-z_]+$'::text))
);

COMMENT ON TABLE public.audit_log IS 'Who changed, retried, paused, erased or read what, each written with the change itself. It holds no personal data, so an erasure does not touch it.';

COMMENT ON COLUMN public.audit_log.actor IS 'The name of the key, or of the user who ran the command.';

COMMENT ON COLUMN public.audit_log.api_key_id IS 'Null for a key of ADMIN_API_KEYS and for a command.';

COMMENT ON COLUMN public.audit_log.subject_id IS 'Null where there are many subjects.';

CREATE TABLE public.console_links (
    hash bytea NOT NULL,
    key_name text NOT NULL,
    key_hash bytea NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT console_links_hash_length CHECK ((octet_length(hash) = 32))
);

COMMENT ON TABLE public.console_links IS 'One-time links that pnpm start prints: each opens one session of a key of ADMIN_API_KEYS.';

COMMENT ON COLUMN public.console_links.hash IS 'SHA-256 of the token in the link.';

CREATE TABLE public.console_sessions (
    hash bytea NOT NULL,
    api_key_id uuid,
    key_name text NOT NULL,
    key_hash bytea,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    last_seen_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT console_sessions_hash_length CHECK ((octet_length(hash) = 32)),
    CONSTRAINT console_sessions_one_key CHECK (((api_key_id IS NULL) = (key_hash IS NOT NULL)))
);

COMMENT ON TABLE public.console_sessions IS 'Browsers that signed in to the console. Each request asks the key ring for the key again, so a revoked key ends its sessions.';

COMMENT ON COLUMN public.console_sessions.hash IS 'SHA-256 of the cookie, which has 256 random bits.';

COMMENT ON COLUMN public.console_sessions.key_hash IS 'SHA-256 of the secret of a key of ADMIN_API_KEYS; null for a key of api_keys.';

CREATE TABLE public.console_views (
    session_hash bytea NOT NULL,
    view_hash bytea NOT NULL,
    content_hash bytea NOT NULL
);

COMMENT ON TABLE public.console_views IS 'Pages with personal data that a session was shown: an unchanged reload is not audited again.';

COMMENT ON COLUMN public.console_views.view_hash IS 'Of the URL, which may contain a part of a number.';

COMMENT ON COLUMN public.console_views.content_hash IS 'Of the data of the page.';

ALTER TABLE public.deliveries ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.deliveries_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.delivery_counts (
    day date NOT NULL,
    channel text NOT NULL,
    template text NOT NULL,
    state text NOT NULL,
    n bigint NOT NULL
);

COMMENT ON TABLE public.delivery_counts IS 'Final states, by day, of the deliveries that the retention deleted. The day is that of the publication, in TIME_ZONE.';

CREATE TABLE public.digests (
    duty_date date NOT NULL,
    mailing_until timestamp with time zone,
    mailed_at timestamp with time zone
);

COMMENT ON TABLE public.digests IS 'The evening digests: one mail to the coordinator about the duties of a date, over all notifiers.';

COMMENT ON COLUMN public.digests.mailing_until IS 'The lease of the notifier that mails it.';

CREATE TABLE public.duty_assignment_versions (
    duty_assignment_id uuid NOT NULL,
    version integer NOT NULL,
    registration_id uuid NOT NULL,
    duty_date date NOT NULL,
    duty_time text NOT NULL,
    duty_time_key text NOT NULL,
    status text NOT NULL,
    told_elsewhere boolean DEFAULT false NOT NULL,
    day_ends_at timestamp with time zone NOT NULL,
    began_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    ended_at timestamp with time zone,
    ended_by text,
    told_by_phone_at timestamp with time zone,
    told_by_phone_note text,
    CONSTRAINT duty_assignment_versions_ended_by_known CHECK ((ended_by = ANY (ARRAY['moved'::text, 'cancelled'::text, 'handed_over'::text, 'swapped'::text, 'erased'::text]))),
    CONSTRAINT duty_assignment_versions_note_length CHECK ((char_length(told_by_phone_note) <= 500)),
    CONSTRAINT duty_assignment_versions_status_known CHECK ((status = ANY (ARRAY['assigned'::text, 'cancelled'::text])))
);

COMMENT ON TABLE public.duty_assignment_versions IS 'What each version of a duty said, from when until when: with the messages that name the version it tells who was told what.';

COMMENT ON COLUMN public.duty_assignment_versions.told_elsewhere IS 'Counts as told on each channel that the person has.';

COMMENT ON COLUMN public.duty_assignment_versions.day_ends_at IS 'The end of duty_date in TIME_ZONE, computed by the application.';

COMMENT ON COLUMN public.duty_assignment_versions.ended_at IS 'Null: the present version.';

COMMENT ON COLUMN public.duty_assignment_versions.told_by_phone_at IS 'When a coordinator told it by phone: it counts as told on each channel, and settles the versions before it.';

CREATE TABLE public.duty_times (
    id uuid NOT NULL,
    name text NOT NULL,
    key text NOT NULL,
    starts_at time without time zone,
    ends_at time without time zone,
    places integer,
    "position" integer NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    updated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT duty_times_name_length CHECK ((char_length(name) <= 60)),
    CONSTRAINT duty_times_places_positive CHECK ((places > 0))
);

COMMENT ON TABLE public.duty_times IS 'The times of duties that the community uses. An assignment belongs to the one whose key its label has; a label of another key is allowed.';

COMMENT ON COLUMN public.duty_times.key IS 'The name as the application compares labels: normalised, lower-cased, without final punctuation.';

COMMENT ON COLUMN public.duty_times.starts_at IS 'Local, in TIME_ZONE.';

COMMENT ON COLUMN public.duty_times.ends_at IS 'Local; at or before starts_at it is a time of the next day.';

COMMENT ON COLUMN public.duty_times.places IS 'How many people a day needs; null: any number.';

CREATE TABLE public.email_preference_news (
    id uuid NOT NULL,
    registration_id uuid NOT NULL,
    preference text NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    mailing_until timestamp with time zone,
    CONSTRAINT email_preference_news_preference_known CHECK ((preference = ANY (ARRAY['stop'::text, 'start'::text])))
);

COMMENT ON TABLE public.email_preference_news IS 'People who stopped e-mail by the link of a message, or want it again, until the operator is mailed: a row is deleted then. The audit log keeps the fact.';

COMMENT ON COLUMN public.email_preference_news.mailing_until IS 'The lease of the notifier that mails it.';

CREATE TABLE public.erasure_key (
    is_only_row boolean DEFAULT true NOT NULL,
    key bytea DEFAULT sha256(convert_to(((gen_random_uuid())::text || (gen_random_uuid())::text), 'UTF8'::name)) NOT NULL,
    CONSTRAINT erasure_key_one_row CHECK (is_only_row)
);

COMMENT ON TABLE public.erasure_key IS 'The key of the hashes of erased addresses. With it a guessed address can be tested, so copies for others omit this table''s rows.';

CREATE TABLE public.failure_streaks (
    channel text NOT NULL,
    source text NOT NULL,
    code text NOT NULL,
    class text NOT NULL,
    text text NOT NULL,
    deliveries uuid[] NOT NULL,
    updated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT failure_streaks_channel_known CHECK ((channel = ANY (ARRAY['whatsapp'::text, 'email'::text]))),
    CONSTRAINT failure_streaks_source_known CHECK ((source = ANY (ARRAY['answer'::text, 'receipt'::text])))
);

COMMENT ON TABLE public.failure_streaks IS 'The failures of one code in a row, over all notifiers: of five different recipients they say something about the channel or the list, not about a message. A success deletes the row.';

COMMENT ON COLUMN public.failure_streaks.deliveries IS 'One for each recipient, at most five.';

CREATE TABLE public.heartbeats (
    id uuid NOT NULL,
    service text NOT NULL,
    name text NOT NULL,
    version text NOT NULL,
    settings jsonb NOT NULL,
    clock_offset_ms integer NOT NULL,
    started_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    stopped_loops text[] DEFAULT '{}'::text[] NOT NULL,
    CONSTRAINT heartbeats_service_known CHECK ((service = ANY (ARRAY['api'::text, 'notifier'::text])))
);

COMMENT ON TABLE public.heartbeats IS 'The running processes: each writes its row at start and every ten seconds, and deletes it when it stops.';

COMMENT ON COLUMN public.heartbeats.name IS 'host:pid.';

COMMENT ON COLUMN public.heartbeats.settings IS 'The settings that decide what is sent, and when; no secrets.';

COMMENT ON COLUMN public.heartbeats.clock_offset_ms IS 'The clock of the process minus that of the database.';

COMMENT ON COLUMN public.heartbeats.stopped_loops IS 'Why loops of the process stopped: a sentence each, after internal errors.';

CREATE TABLE public.idempotency_keys (
    caller text NOT NULL,
    key text NOT NULL,
    request_hash text NOT NULL,
    registration_id uuid,
    status integer NOT NULL,
    headers jsonb NOT NULL,
    body text NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    reveals_personal_data boolean DEFAULT true NOT NULL
);

COMMENT ON TABLE public.idempotency_keys IS 'Answers to requests with an Idempotency-Key, each committed with the writes of the request: a repetition gets the same answer and writes nothing.';

COMMENT ON COLUMN public.idempotency_keys.caller IS 'The name of the admin key, or the hash of the client''s address.';

COMMENT ON COLUMN public.idempotency_keys.request_hash IS 'Of method, path and body: another request with the same key is refused.';

COMMENT ON COLUMN public.idempotency_keys.registration_id IS 'The person whose data the answer carries: an erasure finds it by this.';

COMMENT ON COLUMN public.idempotency_keys.reveals_personal_data IS 'The answer shows addresses in full. True where it is not known: answers that were kept before this column.';

CREATE TABLE public.inbound_messages (
    id uuid NOT NULL,
    provider_message_id text NOT NULL,
    phone_number text,
    type text NOT NULL,
    text text,
    context_message_id text,
    delivery_id uuid,
    preference text,
    written_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    mailing_until timestamp with time zone,
    mailed_at timestamp with time zone,
    effect text,
    group_id text,
    user_id text,
    writer_name text,
    CONSTRAINT inbound_messages_effect_known CHECK ((effect = ANY (ARRAY['suppressed'::text, 'resumed'::text, 'superseded'::text, 'not_attributed'::text]))),
    CONSTRAINT inbound_messages_phone_number_e164 CHECK ((phone_number ~ '^\+[1-9][0-9]{6,14}$'::text)),
    CONSTRAINT inbound_messages_preference_known CHECK ((preference = ANY (ARRAY['stop'::text, 'start'::text])))
);

COMMENT ON TABLE public.inbound_messages IS 'Messages that people wrote to the sending number, each once: shown with the people of the number, and mailed.';

COMMENT ON COLUMN public.inbound_messages.phone_number IS 'Null where Meta does not give the number and no message of this system is quoted.';

COMMENT ON COLUMN public.inbound_messages.text IS 'The words of a text, a button or a caption; null where there are none.';

COMMENT ON COLUMN public.inbound_messages.context_message_id IS 'Meta''s id of the quoted message; delivery_id names its delivery.';

COMMENT ON COLUMN public.inbound_messages.preference IS 'The request in the message: no more messages by WhatsApp, or messages again.';

COMMENT ON COLUMN public.inbound_messages.written_at IS 'By Meta''s clock.';

COMMENT ON COLUMN public.inbound_messages.mailing_until IS 'The lease of the notifier that mails it.';

COMMENT ON COLUMN public.inbound_messages.effect IS 'What the request changed. superseded: a later one holds. not_attributed: the writer is unknown, so nothing changed.';

COMMENT ON COLUMN public.inbound_messages.group_id IS 'Of a message in a group, in which nothing is a request.';

COMMENT ON COLUMN public.inbound_messages.user_id IS 'Meta''s id of a writer whose number is unknown.';

COMMENT ON COLUMN public.inbound_messages.writer_name IS 'The name that a writer whose number is unknown has at WhatsApp.';

CREATE TABLE public.installation (
    is_only_row boolean DEFAULT true NOT NULL,
    system_identifier text,
    timeline_id integer,
    database_oid oid NOT NULL,
    table_oid oid NOT NULL,
    remembered_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    differs_since timestamp with time zone,
    earlier_pauses jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT installation_one_row CHECK (is_only_row)
);

COMMENT ON TABLE public.installation IS 'Identity of the database on which the notifiers last worked: a restored, promoted or cloned one has another identity.';

COMMENT ON COLUMN public.installation.system_identifier IS 'Of the server, from initdb; null where this role may not read it.';

COMMENT ON COLUMN public.installation.timeline_id IS 'Changes with each promotion and point-in-time recovery; null where this role may not read it.';

COMMENT ON COLUMN public.installation.table_oid IS 'Of this table: a dump restored into the same database changes it.';

COMMENT ON COLUMN public.installation.earlier_pauses IS 'By channel, the pauses before the pause for the restore; they hold again after it.';

CREATE TABLE public.meta_templates (
    name text NOT NULL,
    language text NOT NULL,
    status text,
    category text,
    parameter_format text,
    words text,
    quality text,
    time_to_live_seconds integer,
    read_at timestamp with time zone NOT NULL,
    more_parameters text[] DEFAULT '{}'::text[] NOT NULL
);

COMMENT ON TABLE public.meta_templates IS 'The templates of the account at Meta, from webhooks and from the list that the notifier reads every 15 minutes.';

COMMENT ON COLUMN public.meta_templates.language IS 'As requests have it: en_US.';

COMMENT ON COLUMN public.meta_templates.words IS 'The text of the body.';

COMMENT ON COLUMN public.meta_templates.time_to_live_seconds IS 'How long Meta tries to deliver; -1 is 30 days. Null where Meta does not say.';

COMMENT ON COLUMN public.meta_templates.read_at IS 'When the list was read, or the time of a later webhook by Meta''s clock.';

COMMENT ON COLUMN public.meta_templates.more_parameters IS 'The components other than the body that need a parameter: HEADER, BUTTONS.';

CREATE TABLE public.number_changes (
    registration_id uuid NOT NULL,
    address text NOT NULL,
    new_address text,
    at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    provider_message_id text
);

COMMENT ON TABLE public.number_changes IS 'WhatsApp numbers that their owners replaced, for each person registered under the number: nothing goes to the old number until a person decides.';

COMMENT ON COLUMN public.number_changes.address IS 'The old number, under which the person is registered.';

COMMENT ON COLUMN public.number_changes.new_address IS 'Null where Meta does not disclose the new number.';

COMMENT ON COLUMN public.number_changes.at IS 'By Meta''s clock.';

COMMENT ON COLUMN public.number_changes.decided_at IS 'When a person corrected the registration or kept the old number.';

COMMENT ON COLUMN public.number_changes.provider_message_id IS 'Meta''s id of the message that reported the change.';

CREATE TABLE public.outbox (
    id uuid NOT NULL,
    aggregatetype text NOT NULL,
    aggregateid text NOT NULL,
    type text NOT NULL,
    payload jsonb NOT NULL,
    dedupe_key text NOT NULL,
    traceparent text,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

COMMENT ON TABLE public.outbox IS 'Events to be told, with frozen parameters: inserted with the domain row and never updated, except that an erasure redacts the payload. The first five columns have the names that Debezium expects.';

CREATE TABLE public.outbox_duty_assignments (
    outbox_id uuid NOT NULL,
    duty_assignment_id uuid NOT NULL,
    version integer NOT NULL,
    corrects_version integer
);

COMMENT ON TABLE public.outbox_duty_assignments IS 'The duties, with their versions, that an event names: the event is false as soon as one of them has changed.';

COMMENT ON COLUMN public.outbox_duty_assignments.corrects_version IS 'Of a correction: the version that the person was told before and that this message replaces.';

CREATE TABLE public.preflight_results (
    key text NOT NULL,
    "position" integer NOT NULL,
    title text NOT NULL,
    outcome text NOT NULL,
    text text NOT NULL,
    action text,
    checked_at timestamp with time zone NOT NULL,
    CONSTRAINT preflight_results_outcome_known CHECK ((outcome = ANY (ARRAY['ok'::text, 'warning'::text, 'failure'::text]))),
    CONSTRAINT preflight_results_say_what_to_do CHECK (((outcome = 'ok'::text) = (action IS NULL)))
);

COMMENT ON TABLE public.preflight_results IS 'What the last run of pnpm preflight found, a row for each check: the API, which has no token of Meta, shows it.';

COMMENT ON COLUMN public.preflight_results."position" IS 'The order in which the checks are shown.';

COMMENT ON COLUMN public.preflight_results.action IS 'What to do. Null where nothing is wrong.';

COMMENT ON COLUMN public.preflight_results.checked_at IS 'When the run ended: the same in each row.';

CREATE TABLE public.public_confirmations (
    is_only_row boolean DEFAULT true NOT NULL,
    in_the_last_hour integer DEFAULT 0 NOT NULL,
    counted_at timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    CONSTRAINT public_confirmations_one_row CHECK (is_only_row)
);

COMMENT ON TABLE public.public_confirmations IS 'How many public registrations were confirmed within the last hour. The notifier counts it each second; a registration only reads it.';

CREATE TABLE public.recipient_aliases (
    address text NOT NULL,
    kind text NOT NULL,
    alias text NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    CONSTRAINT recipient_aliases_kind_known CHECK ((kind = ANY (ARRAY['wa_id'::text, 'user_id'::text, 'parent_user_id'::text])))
);

COMMENT ON TABLE public.recipient_aliases IS 'Ids under which Meta knows a phone number: who writes by one of them is recognised. An erasure hashes both columns, so that a STOP still holds.';

COMMENT ON COLUMN public.recipient_aliases.kind IS 'wa_id: digits that differ from the number. user_id: business-scoped; the latest of a number is the present one. parent_user_id: identifies nobody by itself.';

COMMENT ON COLUMN public.recipient_aliases.seen_at IS 'By Meta''s clock; of a user id that is not the latest, it moves on when it is seen again.';

CREATE TABLE public.recipients (
    channel text NOT NULL,
    address text NOT NULL,
    suppressed_at timestamp with time zone,
    suppressed_by text,
    spaced_until timestamp with time zone,
    reached_at timestamp with time zone,
    suppression_message_id text,
    preference_at timestamp with time zone,
    marketing_suppressed_at timestamp with time zone,
    marketing_suppressed_by text,
    marketing_preference_at timestamp with time zone,
    erased_at timestamp with time zone,
    spaced_at timestamp with time zone,
    reserved_for date,
    CONSTRAINT recipients_channel_known CHECK ((channel = ANY (ARRAY['whatsapp'::text, 'email'::text])))
);

COMMENT ON TABLE public.recipients IS 'Facts about an address, independent of the people registered with it: suppression and its cause, spacing.';

COMMENT ON COLUMN public.recipients.spaced_until IS 'No message before this time: Meta refused one because of its pair rate (131056).';

COMMENT ON COLUMN public.recipients.reached_at IS 'When a message to it started, to the hour: Meta counts the recipients that a business reaches in 24 hours.';

COMMENT ON COLUMN public.recipients.suppression_message_id IS 'Meta''s id of the message that asked for the suppression.';

COMMENT ON COLUMN public.recipients.preference_at IS 'When STOP or START was last written, by Meta''s clock: an older one that comes late changes nothing.';

COMMENT ON COLUMN public.recipients.marketing_suppressed_at IS 'The recipient refuses marketing. The three templates are not marketing, so nothing is withheld.';

COMMENT ON COLUMN public.recipients.marketing_preference_at IS 'When that was last decided, by Meta''s clock.';

COMMENT ON COLUMN public.recipients.erased_at IS 'When all people of the address were erased; the address is a keyed hash since then, so that a suppression holds if the address returns.';

COMMENT ON COLUMN public.recipients.spaced_at IS 'When the wait until spaced_until began.';

COMMENT ON COLUMN public.recipients.reserved_for IS 'The date before which it must be reached, so that a part of the daily limit is reserved for it; null: none is. The notifier computes it.';

CREATE TABLE public.registrations (
    id uuid NOT NULL,
    full_name text NOT NULL,
    name_key text NOT NULL,
    phone_number text,
    email text,
    whatsapp_opt_in boolean NOT NULL,
    language text NOT NULL,
    status text DEFAULT 'active'::text NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    updated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    consent_at timestamp with time zone,
    consent_source text,
    consent_words text,
    consent_withdrawn_at timestamp with time zone,
    search_words tsvector,
    origin text DEFAULT 'public'::text,
    mailbox text,
    confirmation_held boolean DEFAULT false NOT NULL,
    CONSTRAINT registrations_consent_source_length CHECK ((char_length(consent_source) <= 100)),
    CONSTRAINT registrations_consent_words_length CHECK ((char_length(consent_words) <= 1000)),
    CONSTRAINT registrations_full_name_length CHECK ((char_length(full_name) <= 200)),
    CONSTRAINT registrations_origin_known CHECK ((origin = ANY (ARRAY['public'::text, 'admin'::text]))),
    CONSTRAINT registrations_phone_number_e164 CHECK (((phone_number ~ '^\+[1-9][0-9]{6,14}$'::text) OR (status = 'erased'::text))),
    CONSTRAINT registrations_reachable CHECK (((phone_number IS NOT NULL) OR ((NOT whatsapp_opt_in) AND (email IS NOT NULL)) OR (status = 'erased'::text))),
    CONSTRAINT registrations_status_known CHECK ((status = ANY (ARRAY['active'::text, 'erased'::text])))
);

COMMENT ON TABLE public.registrations IS 'People who signed up. A family may share a phone number, so number and name together identify a person; without a number, the e-mail address and the name.';

COMMENT ON COLUMN public.registrations.name_key IS 'The full name, lower-cased by the application: lower() of the database depends on its locale.';

COMMENT ON COLUMN public.registrations.phone_number IS 'Null: the person is reached by e-mail alone. Without whatsapp_opt_in it may be a landline.';

COMMENT ON COLUMN public.registrations.consent_at IS 'When the person agreed to WhatsApp messages; null: never.';

COMMENT ON COLUMN public.registrations.consent_source IS 'Where the person agreed: the form, the list, the call.';

COMMENT ON COLUMN public.registrations.consent_words IS 'The text that the person agreed to; null where the client did not give it.';

COMMENT ON COLUMN public.registrations.consent_withdrawn_at IS 'When the person withdrew the consent; a later consent clears it.';

COMMENT ON COLUMN public.registrations.search_words IS 'What a search compares: words of the name, the number and the address; set by a trigger.';

COMMENT ON COLUMN public.registrations.origin IS 'public: registered without a key, so the limits count it. admin: with a key, or by an import. Null: before this column.';

COMMENT ON COLUMN public.registrations.mailbox IS 'The mailbox of the address as the application compares it: without case and tag.';

COMMENT ON COLUMN public.registrations.confirmation_held IS 'The confirmation was held when it was published: more people signed up within an hour than PUBLIC_CONFIRMATIONS_PER_HOUR.';

CREATE TABLE public.released_confirmations (
    released_at timestamp with time zone NOT NULL,
    registrations integer NOT NULL
);

COMMENT ON TABLE public.released_confirmations IS 'Confirmations that were held and that the notifier released, for two hours: they count as confirmed at that time.';

CREATE TABLE public.retries (
    delivery_id uuid NOT NULL,
    requested_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    requested_by text NOT NULL,
    confirm_duplicate boolean NOT NULL,
    was_state text NOT NULL,
    was_reason text,
    was_error_code text,
    was_since timestamp with time zone
);

COMMENT ON TABLE public.retries IS 'Each retry of a delivery by hand: who asked, when, and the state before.';

COMMENT ON COLUMN public.retries.requested_by IS 'The name of the admin key.';

COMMENT ON COLUMN public.retries.confirm_duplicate IS 'The caller accepted that the message may have arrived.';

COMMENT ON COLUMN public.retries.was_since IS 'When the delivery reached was_state.';

CREATE TABLE public.schema_migrations (
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

COMMENT ON TABLE public.schema_migrations IS 'Migrations that were applied, with the SHA-256 of their files.';

CREATE TABLE public.schema_release (
    is_only_row boolean DEFAULT true NOT NULL,
    release text NOT NULL,
    function_hashes jsonb NOT NULL,
    migrated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT schema_release_one_row CHECK (is_only_row)
);

COMMENT ON TABLE public.schema_release IS 'The release that last migrated this database, and the SHA-256 of each file of db/functions then.';

CREATE TABLE public.templates (
    name text NOT NULL,
    state text DEFAULT 'active'::text NOT NULL,
    reason text,
    in_doubt_policy text,
    updated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    hold_code text,
    status_at timestamp with time zone,
    status_event text,
    category_at timestamp with time zone,
    category_event text,
    language text NOT NULL,
    CONSTRAINT templates_in_doubt_policy_known CHECK ((in_doubt_policy = ANY (ARRAY['resend'::text, 'hold'::text]))),
    CONSTRAINT templates_state_known CHECK ((state = ANY (ARRAY['active'::text, 'held'::text])))
);

COMMENT ON TABLE public.templates IS 'Decisions of the operator or Meta about a translation of a WhatsApp template; one without a row is active and follows IN_DOUBT_POLICY.';

COMMENT ON COLUMN public.templates.hold_code IS 'The cause of the hold: Meta''s error code, or status or category.';

COMMENT ON COLUMN public.templates.status_at IS 'Time, by Meta''s clock, of the last status: an older one that comes late changes nothing.';

COMMENT ON COLUMN public.templates.language IS 'As requests have it: en_US. Empty: held before holds had a language, and not yet adopted by a notifier.';

CREATE TABLE public.unsubscribe_key (
    is_only_row boolean DEFAULT true NOT NULL,
    key bytea DEFAULT sha256(convert_to(((gen_random_uuid())::text || (gen_random_uuid())::text), 'UTF8'::name)) NOT NULL,
    CONSTRAINT unsubscribe_key_one_row CHECK (is_only_row)
);

COMMENT ON TABLE public.unsubscribe_key IS 'The key of the links that stop e-mail: they contain the address, encrypted. Links in mails that were sent work as long as it is kept.';

CREATE TABLE public.webhook_inbox (
    id uuid NOT NULL,
    body bytea NOT NULL,
    received_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    applied_at timestamp with time zone,
    unmatched jsonb
);

COMMENT ON TABLE public.webhook_inbox IS 'Webhook bodies as Meta signed them, stored before they are answered; the notifier applies them.';

COMMENT ON COLUMN public.webhook_inbox.unmatched IS 'Items that could not be applied, each with its reason.';

ALTER TABLE ONLY public.account_news
    ADD CONSTRAINT account_news_pkey PRIMARY KEY (key);

ALTER TABLE ONLY public.alerts
    ADD CONSTRAINT alerts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_prefix_key UNIQUE (prefix);

ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT attempts_pkey PRIMARY KEY (delivery_id, number);

ALTER TABLE ONLY public.audit_log
    ADD CONSTRAINT audit_log_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.channels
    ADD CONSTRAINT channels_pkey PRIMARY KEY (channel);

ALTER TABLE ONLY public.console_links
    ADD CONSTRAINT console_links_pkey PRIMARY KEY (hash);

ALTER TABLE ONLY public.console_sessions
    ADD CONSTRAINT console_sessions_pkey PRIMARY KEY (hash);

ALTER TABLE ONLY public.console_views
    ADD CONSTRAINT console_views_pkey PRIMARY KEY (session_hash, view_hash);

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.delivery_counts
    ADD CONSTRAINT delivery_counts_pkey PRIMARY KEY (day, channel, template, state);

ALTER TABLE ONLY public.digests
    ADD CONSTRAINT digests_pkey PRIMARY KEY (duty_date);

ALTER TABLE ONLY public.duty_assignment_versions
    ADD CONSTRAINT duty_assignment_versions_pkey PRIMARY KEY (duty_assignment_id, version);

ALTER TABLE ONLY public.duty_assignments
    ADD CONSTRAINT duty_assignments_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.duty_times
    ADD CONSTRAINT duty_times_key_key UNIQUE (key);

ALTER TABLE ONLY public.duty_times
    ADD CONSTRAINT duty_times_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.email_preference_news
    ADD CONSTRAINT email_preference_news_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.erasure_key
    ADD CONSTRAINT erasure_key_pkey PRIMARY KEY (is_only_row);

ALTER TABLE ONLY public.failure_streaks
    ADD CONSTRAINT failure_streaks_pkey PRIMARY KEY (channel, source);

ALTER TABLE ONLY public.heartbeats
    ADD CONSTRAINT heartbeats_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (caller, key);

ALTER TABLE ONLY public.inbound_messages
    ADD CONSTRAINT inbound_messages_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.inbound_messages
    ADD CONSTRAINT inbound_messages_provider_message_id_key UNIQUE (provider_message_id);

ALTER TABLE ONLY public.installation
    ADD CONSTRAINT installation_pkey PRIMARY KEY (is_only_row);

ALTER TABLE ONLY public.meta_templates
    ADD CONSTRAINT meta_templates_pkey PRIMARY KEY (name, language);

ALTER TABLE ONLY public.number_changes
    ADD CONSTRAINT number_changes_pkey PRIMARY KEY (registration_id, address, at);

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_dedupe_key_key UNIQUE (dedupe_key);

ALTER TABLE ONLY public.outbox_duty_assignments
    ADD CONSTRAINT outbox_duty_assignments_pkey PRIMARY KEY (outbox_id, duty_assignment_id);

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.preflight_results
    ADD CONSTRAINT preflight_results_pkey PRIMARY KEY (key);

ALTER TABLE ONLY public.public_confirmations
    ADD CONSTRAINT public_confirmations_pkey PRIMARY KEY (is_only_row);

ALTER TABLE ONLY public.recipient_aliases
    ADD CONSTRAINT recipient_aliases_pkey PRIMARY KEY (address, kind, alias);

ALTER TABLE ONLY public.recipients
    ADD CONSTRAINT recipients_pkey PRIMARY KEY (channel, address);

ALTER TABLE ONLY public.registrations
    ADD CONSTRAINT registrations_phone_number_name_key UNIQUE (phone_number, name_key);

ALTER TABLE ONLY public.registrations
    ADD CONSTRAINT registrations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.released_confirmations
    ADD CONSTRAINT released_confirmations_pkey PRIMARY KEY (released_at);

ALTER TABLE ONLY public.retries
    ADD CONSTRAINT retries_pkey PRIMARY KEY (delivery_id, requested_at);

ALTER TABLE ONLY public.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.schema_release
    ADD CONSTRAINT schema_release_pkey PRIMARY KEY (is_only_row);

ALTER TABLE ONLY public.templates
    ADD CONSTRAINT templates_pkey PRIMARY KEY (name, language);

ALTER TABLE ONLY public.unsubscribe_key
    ADD CONSTRAINT unsubscribe_key_pkey PRIMARY KEY (is_only_row);

ALTER TABLE ONLY public.webhook_inbox
    ADD CONSTRAINT webhook_inbox_pkey PRIMARY KEY (id);

CREATE INDEX alerts_key_cleared_at ON public.alerts USING btree (key, cleared_at);

CREATE UNIQUE INDEX alerts_one_open_per_key ON public.alerts USING btree (key) WHERE (cleared_at IS NULL);

CREATE UNIQUE INDEX api_keys_name ON public.api_keys USING btree (name) WHERE (revoked_at IS NULL);

CREATE UNIQUE INDEX attempts_provider_message_id_key ON public.attempts USING btree (provider_message_id, (
CASE
    WHEN ((provider_message_id ~~ '<%'::text) OR (provider_message_id ~~ 'erased:%'::text)) THEN number
    ELSE 0
END));

CREATE INDEX audit_log_listed ON public.audit_log USING btree (action, subject_type, id) INCLUDE (at);

CREATE INDEX audit_log_listed_by_actor ON public.audit_log USING btree (actor, action, subject_type, id) INCLUDE (at);

CREATE INDEX audit_log_request_id ON public.audit_log USING btree (request_id) WHERE (request_id IS NOT NULL);

CREATE INDEX audit_log_subject ON public.audit_log USING btree (subject_type, subject_id, id);

CREATE INDEX console_sessions_api_key_id ON public.console_sessions USING btree (api_key_id) WHERE (api_key_id IS NOT NULL);

CREATE INDEX deliveries_held ON public.deliveries USING btree (reason, template, rank) WHERE (queue_state = 'held'::text);

CREATE INDEX deliveries_listed ON public.deliveries USING btree (queue_state, template, id) WHERE (queue_state = ANY (ARRAY['done'::text, 'failed'::text, 'expired'::text, 'cancelled'::text]));

CREATE INDEX deliveries_listed_by_error ON public.deliveries USING btree (last_error_code, id) WHERE (last_error_code IS NOT NULL);

CREATE INDEX deliveries_listed_by_reason ON public.deliveries USING btree (reason, id) WHERE ((reason IS NOT NULL) AND (queue_state <> 'held'::text));

CREATE UNIQUE INDEX deliveries_one_sending_per_recipient ON public.deliveries USING btree (channel, recipient) WHERE (queue_state = 'sending'::text);

CREATE INDEX deliveries_outbox_id ON public.deliveries USING btree (outbox_id);

CREATE UNIQUE INDEX deliveries_provider_message_id ON public.deliveries USING btree (hashtextextended(provider_message_id, (0)::bigint)) WHERE ((channel = 'whatsapp'::text) AND (provider_message_id IS NOT NULL));

CREATE INDEX deliveries_queued ON public.deliveries USING btree (channel, recipient, seq) WHERE (queue_state = 'pending'::text);

CREATE INDEX deliveries_ready ON public.deliveries USING btree (channel, rank, seq) WHERE ((queue_state = 'pending'::text) AND (next_attempt_at IS NULL) AND (NOT blocked_by_earlier));

CREATE INDEX deliveries_unfinished ON public.deliveries USING btree (expires_at, channel) WHERE (queue_state = ANY (ARRAY['pending'::text, 'held'::text, 'in_doubt'::text]));

CREATE INDEX deliveries_unregistered ON public.deliveries USING btree (recipient) WHERE (registration_id IS NULL);

CREATE INDEX deliveries_waiting ON public.deliveries USING btree (channel, queue_state, next_attempt_at) WHERE ((queue_state = 'in_doubt'::text) OR ((queue_state = 'pending'::text) AND (next_attempt_at IS NOT NULL)));

CREATE INDEX duty_assignment_versions_duty_date ON public.duty_assignment_versions USING btree (duty_date, duty_assignment_id);

CREATE INDEX duty_assignments_duty_date ON public.duty_assignments USING btree (duty_date, id);

CREATE INDEX duty_assignments_duty_time_key ON public.duty_assignments USING btree (status, duty_time_key, duty_date, id, allotment);

CREATE INDEX duty_assignments_listed ON public.duty_assignments USING btree (status, id);

CREATE INDEX duty_assignments_listed_by_date ON public.duty_assignments USING btree (status, allotment, duty_date, id);

CREATE UNIQUE INDEX duty_assignments_registration_date_time_key ON public.duty_assignments USING btree (registration_id, duty_date, duty_time_key) WHERE (status <> 'cancelled'::text);

CREATE INDEX duty_assignments_registration_id ON public.duty_assignments USING btree (registration_id, id);

CREATE INDEX idempotency_keys_created_at ON public.idempotency_keys USING btree (created_at);

CREATE INDEX idempotency_keys_registration_id ON public.idempotency_keys USING btree (registration_id) WHERE (registration_id IS NOT NULL);

CREATE INDEX inbound_messages_delivery_id ON public.inbound_messages USING btree (delivery_id) WHERE (delivery_id IS NOT NULL);

CREATE INDEX inbound_messages_phone_number ON public.inbound_messages USING btree (phone_number, written_at);

CREATE INDEX inbound_messages_unmailed ON public.inbound_messages USING btree (received_at) WHERE (mailed_at IS NULL);

CREATE INDEX inbound_messages_user_id ON public.inbound_messages USING btree (user_id) WHERE (user_id IS NOT NULL);

CREATE INDEX number_changes_undecided ON public.number_changes USING btree (address, registration_id) WHERE (decided_at IS NULL);

CREATE INDEX outbox_duty_assignments_duty_assignment_id ON public.outbox_duty_assignments USING btree (duty_assignment_id);

CREATE INDEX outbox_registration_id ON public.outbox USING btree ((((payload ->> 'registration_id'::text))::uuid));

CREATE INDEX recipient_aliases_alias ON public.recipient_aliases USING btree (alias, kind);

CREATE INDEX recipients_erased_at ON public.recipients USING btree (erased_at) WHERE (erased_at IS NOT NULL);

CREATE INDEX recipients_reached_at ON public.recipients USING btree (channel, reached_at) WHERE (reached_at IS NOT NULL);

CREATE INDEX recipients_reserved ON public.recipients USING btree (channel, address) WHERE (reserved_for IS NOT NULL);

CREATE INDEX registrations_email_lower ON public.registrations USING btree (lower((email COLLATE "C"))) WHERE (email IS NOT NULL);

CREATE UNIQUE INDEX registrations_email_name_key ON public.registrations USING btree (lower((email COLLATE "C")), name_key) WHERE (phone_number IS NULL);

CREATE INDEX registrations_erased ON public.registrations USING btree (id) WHERE (status = 'erased'::text);

CREATE INDEX registrations_mailbox ON public.registrations USING btree (mailbox, created_at) WHERE ((mailbox IS NOT NULL) AND (origin = 'public'::text));

CREATE INDEX registrations_search_words ON public.registrations USING gin (search_words) WITH (fastupdate='on', gin_pending_list_limit='256');

CREATE INDEX webhook_inbox_unapplied ON public.webhook_inbox USING btree (received_at) WHERE (applied_at IS NULL);

CREATE INDEX webhook_inbox_unmatched ON public.webhook_inbox USING btree (received_at) WHERE (unmatched IS NOT NULL);

CREATE TRIGGER attempts_erased_are_redacted BEFORE INSERT OR UPDATE ON public.attempts FOR EACH ROW WHEN (new.erased) EXECUTE FUNCTION public.redact_erased_attempt();

CREATE TRIGGER audit_log_is_kept_for_a_year BEFORE DELETE ON public.audit_log FOR EACH ROW WHEN ((old.at > (now() - '1 year'::interval))) EXECUTE FUNCTION public.refuse_audit_log_change();

CREATE TRIGGER audit_log_is_never_updated BEFORE UPDATE OR TRUNCATE ON public.audit_log FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_audit_log_change();

CREATE TRIGGER channels_keep_restore_pause BEFORE UPDATE OF paused_at, paused_by ON public.channels FOR EACH ROW WHEN (((old.paused_by = 'restore'::text) AND ((new.paused_at IS NULL) OR (new.paused_by IS DISTINCT FROM old.paused_by)))) EXECUTE FUNCTION public.keep_restore_pause();

CREATE TRIGGER deliveries_erased_are_redacted AFTER UPDATE ON public.deliveries FOR EACH ROW WHEN ((old.erased OR new.erased)) EXECUTE FUNCTION public.redact_erased_delivery();

CREATE CONSTRAINT TRIGGER duty_assignments_have_versions AFTER UPDATE OF version ON public.duty_assignments DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((new.version > old.version) AND (new.updated_at IS DISTINCT FROM old.updated_at))) EXECUTE FUNCTION public.require_duty_version();

CREATE TRIGGER outbox_duty_assignments_are_never_updated BEFORE UPDATE ON public.outbox_duty_assignments FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_outbox_update();

CREATE TRIGGER outbox_is_never_updated BEFORE UPDATE OF id, aggregatetype, aggregateid, type, dedupe_key, traceparent, created_at ON public.outbox FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_outbox_update();

CREATE TRIGGER outbox_payload_is_only_redacted BEFORE UPDATE OF payload ON public.outbox FOR EACH ROW EXECUTE FUNCTION public.refuse_outbox_payload();

CREATE TRIGGER registrations_are_never_deleted BEFORE DELETE ON public.registrations FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_registration_delete();

CREATE TRIGGER registrations_erased_are_redacted BEFORE INSERT OR UPDATE ON public.registrations FOR EACH ROW WHEN ((new.status = 'erased'::text)) EXECUTE FUNCTION public.redact_erased_registration();

CREATE TRIGGER registrations_is_indexed BEFORE INSERT OR UPDATE ON public.registrations FOR EACH ROW EXECUTE FUNCTION public.index_registration();

CREATE TRIGGER registrations_recall_recipients BEFORE INSERT OR UPDATE OF phone_number, email ON public.registrations FOR EACH ROW WHEN ((new.status = 'active'::text)) EXECUTE FUNCTION public.recall_recipients_of_registration();

ALTER TABLE ONLY public.audit_log
    ADD CONSTRAINT audit_log_api_key_id_fkey FOREIGN KEY (api_key_id) REFERENCES public.api_keys(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.console_sessions
    ADD CONSTRAINT console_sessions_api_key_id_fkey FOREIGN KEY (api_key_id) REFERENCES public.api_keys(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.console_views
    ADD CONSTRAINT console_views_session_hash_fkey FOREIGN KEY (session_hash) REFERENCES public.console_sessions(hash) ON DELETE CASCADE;

ALTER TABLE ONLY public.duty_assignment_versions
    ADD CONSTRAINT duty_assignment_versions_duty_assignment_id_fkey FOREIGN KEY (duty_assignment_id) REFERENCES public.duty_assignments(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.duty_assignments
    ADD CONSTRAINT duty_assignments_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES public.registrations(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.email_preference_news
    ADD CONSTRAINT email_preference_news_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES public.registrations(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES public.registrations(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.inbound_messages
    ADD CONSTRAINT inbound_messages_delivery_id_fkey FOREIGN KEY (delivery_id) REFERENCES public.deliveries(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.number_changes
    ADD CONSTRAINT number_changes_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES public.registrations(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.outbox_duty_assignments
    ADD CONSTRAINT outbox_duty_assignments_duty_assignment_id_fkey FOREIGN KEY (duty_assignment_id) REFERENCES public.duty_assignments(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.outbox_duty_assignments
    ADD CONSTRAINT outbox_duty_assignments_outbox_id_fkey FOREIGN KEY (outbox_id) REFERENCES public.outbox(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.retries
    ADD CONSTRAINT retries_delivery_id_fkey FOREIGN KEY (delivery_id) REFERENCES public.deliveries(id) ON DELETE CASCADE;
