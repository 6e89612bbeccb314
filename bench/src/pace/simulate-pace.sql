-- Sends messages without end to a provider that limits the rate, by the functions of the claim and of a refusal, in simulated time.
--
-- p_takes: what the provider takes in each second; null: any number. p_refuses: which share of the rest it refuses, at random.
-- p_latency: until the answer comes.
create function pg_temp.simulate_pace(
  p_seconds integer, p_per_second double precision, p_takes integer, p_refuses double precision, p_latency interval,
  out sent integer, out refused integer
) language plpgsql as $$
declare
  v_begin constant timestamptz := date_trunc('second', clock_timestamp());
  v_now timestamptz := v_begin;
  v_next timestamptz := v_begin; -- claim
  v_answers timestamptz[] := '{}'; -- of refused messages
  v_second timestamptz;
  v_taken integer := 0;
  v_channel channels;
  v_pace record;
begin
  perform setseed(0.5);
  update channels set paced_until = '-infinity', slow_until = null, slowed_to = null, slowed_at = null, sent_at_pace = 0,
    refused_at_pace = 0 where channel = 'whatsapp';
  sent := 0;
  refused := 0;
  loop
    v_now := least(v_next, v_answers[1]);
    exit when v_now >= v_begin + make_interval(secs => p_seconds);
    if v_answers[1] <= v_next then
      v_answers := v_answers[2:];
      perform slow_channel('whatsapp', null, p_per_second, 1, v_now);
      continue;
    end if;
    select * into strict v_channel from channels where channel = 'whatsapp';
    v_pace := channel_pace(v_channel, 256, p_per_second, '1 minute', v_now);
    if v_pace.rate is null then
      v_next := v_now + v_pace.wait + interval '1 ms';
      continue;
    end if;
    for n in 1 .. v_pace.budget loop
      sent := sent + 1;
      if v_second is distinct from date_trunc('second', v_now) then
        v_second := date_trunc('second', v_now);
        v_taken := 0;
      end if;
      if v_taken < p_takes is not false and random() >= p_refuses then
        v_taken := v_taken + 1;
      else
        refused := refused + 1;
        v_answers := v_answers || (v_now + p_latency);
      end if;
    end loop;
    if v_pace.budget > 0 then
      v_pace.paced_until := greatest(v_pace.paced_until, v_now) + make_interval(secs => v_pace.budget / v_pace.rate);
      update channels c set paced_until = v_pace.paced_until, sent_at_pace = c.sent_at_pace + v_pace.budget
      where c.channel = 'whatsapp';
    end if;
    v_next := greatest(v_pace.paced_until, v_now + interval '1 ms');
  end loop;
end $$;
