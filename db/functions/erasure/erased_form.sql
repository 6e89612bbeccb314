-- Returns the keyed hash that replaces an erased address or message id. Nested (NMAC), so that a hash cannot be extended.
--
-- Callers: address_at, find_writers, match_receipts, move_aliases, person_addresses, recall_recipients, redact_erased_attempt,
--          set_email_preference, services/api/src/unsubscribe, services/notifier/src/inbound
-- Locks:   none
-- Writes:  nothing
-- Returns: 'erased:' and 64 hex digits; an erased form is returned as it is
create or replace function erased_form(p_text text) returns text language sql stable strict as $$
  select case
    when p_text like 'erased:%' then p_text
    else 'erased:' || encode(sha256(k.key || sha256(k.key || convert_to(p_text, 'UTF8'))), 'hex')
  end
  from erasure_key k
$$;
