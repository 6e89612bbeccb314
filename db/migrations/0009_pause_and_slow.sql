-- Pauses a channel over all notifiers; a pause of somebody's is not taken over. The look at the provider comes after a second,
-- then after twice as long each time, at most a minute.
create function pause_channel(p_channel text, p_by text, p_reason text, p_code text) returns void language sql as $$
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

-- True for the one notifier that is to look now; the others wait until its look would have timed out.
create function take_probe(p_channel text) returns boolean language sql as $$
  with taken as (
    update channels set probe_at = clock_timestamp() + interval '1 minute', probes = probes + 1
    where channel = p_channel and paused_at is not null and paused_by = 'notifier' and probe_at <= clock_timestamp()
    returning channel
  )
  select exists (select from taken)
$$;

create function record_failed_probe(p_channel text, p_reason text) returns void language sql as $$
  update channels set
    pause_reason = p_reason,
    probe_at = clock_timestamp() + least(60, 2 ^ least(probes, 10)) * interval '1 second'
  where channel = p_channel and paused_at is not null and paused_by = 'notifier'
$$;

-- One message goes first. Lifts every pause when p_any_pause, else only the notifiers' own.
create function resume_channel(p_channel text, p_any_pause boolean) returns void language sql as $$
  update channels set
    paused_at = null, paused_by = null, probe_at = null, slow_until = null,
    is_trial = true, trial_until = null
  where channel = p_channel and paused_at is not null and (p_any_pause or paused_by = 'notifier')
$$;

-- The first message came through, or failed in a way that only concerns itself.
create function end_trial(p_channel text) returns void language sql as $$
  update channels set is_trial = false, trial_until = null, pause_reason = null, pause_code = null, probes = 0
  where channel = p_channel and is_trial
$$;

-- The provider said "too fast": silence for a while, then half the pace, doubled again with every minute. Many messages in
-- flight say so at once; that halves it once.
create function slow_channel(p_channel text, p_wait interval, p_per_second double precision) returns void language sql as $$
  update channels set
    slow_until = greatest(slow_until, clock_timestamp() + p_wait),
    slowed_at = clock_timestamp() + p_wait,
    slowed_to = greatest(0.1, least(p_per_second, coalesce(
      slowed_to * 2 ^ least(20, greatest(0, extract(epoch from clock_timestamp() - slowed_at) / 60))::double precision,
      p_per_second)) / 2)
  where channel = p_channel and (slowed_at is null or slowed_at < clock_timestamp() - interval '1 second')
$$;

-- The next message to this recipient goes after the wait.
create function space_recipient(p_channel text, p_address text, p_wait interval) returns void language sql as $$
  insert into recipients (channel, address, spaced_until)
  values (p_channel, p_address, clock_timestamp() + interval '264 seconds' + p_wait)
  on conflict (channel, address) do update set spaced_until = excluded.spaced_until
$$;

-- A template that Meta refuses is held, with everything of it; what is queued follows when a claim meets it.
create function hold_template(p_name text, p_reason text) returns void language sql as $$
  insert into templates (name, state, reason) values (p_name, 'held', p_reason)
  on conflict (name) do update set state = 'held', reason = excluded.reason, updated_at = clock_timestamp()
  where templates.state <> 'held'
$$;

-- Lets go what was held for this template, and nothing else.
create function release_template(p_name text) returns void language plpgsql as $$
begin
  update templates set state = 'active', reason = null, updated_at = clock_timestamp() where name = p_name and state = 'held';
  perform release_held('template', p_name, null);
end $$;

-- Lets go what is held for one reason: a template's name narrows it, a limit lets the nearest deadlines go first.
create function release_held(p_reason text, p_template text, p_limit bigint) returns void language sql as $$
  with let_go as (
    select d.id from deliveries d
    where d.state = 'held' and d.reason = p_reason and (p_template is null or d.template = p_template)
    order by d.rank limit p_limit
    for no key update skip locked
  )
  update deliveries d set state = 'pending', reason = null, next_attempt_at = null, waits_turn = false
  from let_go where d.id = let_go.id
$$;
