-- The one rule of what keeps a message from being sent at all: it is no longer true, or its recipient or template refuses it.
-- A set-returning function of one statement, because Postgres inlines those; no "exists", for which it may read a whole index.
--
-- p_address: where the message would go. p_suppressed_at: that of the recipient, whose row callers read anyway.
--
-- Callers: judge_candidates, check_retryable
-- Locks:   none
-- Writes:  nothing
-- Returns: one row: erased, duty_changed, suppressed, number_changed, template (held), or null where it may be sent
create or replace function why_untrue(
  p_registration_id uuid, p_outbox_id uuid, p_channel text, p_address text, p_template text,
  p_language text, p_suppressed_at timestamptz
) returns table (reason text) language sql stable as $$
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
