-- Claims the probe of a paused channel for one notifier. The others wait for a minute, longer than a probe may take.
--
-- Callers: packages/shared/src/channels/channel-control.ts
-- Locks:   channel
-- Writes:  channels: probe_at, probes
-- Returns: true for the notifier that probes
create or replace function take_probe(p_channel text) returns boolean language sql as $$
  with taken as (
    update channels set probe_at = clock_timestamp() + interval '1 minute', probes = probes + 1
    where channel = p_channel and paused_at is not null and paused_by = 'notifier' and probe_at <= clock_timestamp()
    returning channel
  )
  select exists (select from taken)
$$;
