-- Stores aliases of phone numbers that are new; writes nothing for known ones.
--
-- p_items: [{address, or delivery_id and attempt, or provider_message_id; wa_id, user_id, parent_user_id, at (by Meta's clock)}]
--
-- Callers: services/notifier/src/deliveries/learn-aliases.ts
-- Locks:   addresses (advisory, shared: an erasure waits) → recipient_aliases in order
-- Writes:  recipient_aliases
-- Returns: nothing
create or replace function learn_aliases(p_items jsonb) returns void language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
as $$
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
