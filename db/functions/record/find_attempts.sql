-- Finds the attempts of a message id of WhatsApp, whether they have a row or stand in their delivery alone.
-- A set-returning function of one statement, because Postgres inlines those.
--
-- Callers: apply_receipts, apply_results, match_receipts, learn_aliases, services/notifier/src/inbound, services/notifier/src/webhooks
-- Locks:   none
-- Writes:  nothing
-- Returns: one row per attempt
create or replace function find_attempts(p_provider_message_id text) returns table (delivery_id uuid, number integer)
language sql stable as $$
  select a.delivery_id, a.number from attempts a where a.provider_message_id = p_provider_message_id
  union
  select d.id, 1 from deliveries d
  where d.channel = 'whatsapp' and d.queue_state = 'done' and d.attempts = 1
    -- The index has the hash alone.
    and hashtextextended(d.provider_message_id, 0) = hashtextextended(p_provider_message_id, 0)
    and d.provider_message_id = p_provider_message_id
$$;
