-- Moves deliveries that wait for another attempt to the present address of their person.
-- The caller locked them in an earlier statement, as the correction of an address does, so that one of the two always sees the
-- other.
--
-- Callers: apply_results, settle_deliveries, retry_deliveries
-- Locks:   deliveries (locked by the caller) → attempts → unblock_next_for_recipients
-- Writes:  deliveries.recipient, blocked_by_earlier; attempts.recipient
-- Returns: nothing
create or replace function follow_addresses(p_ids uuid[]) returns void language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
as $$
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
