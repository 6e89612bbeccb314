-- Tells whether a message must go out before the next midnight: a reminder, a correction, an allotment for today or tomorrow.
--
-- Callers: judge_candidates, mark_reserved_recipients
-- Locks:   none
-- Writes:  nothing
-- Returns: boolean
create or replace function must_go_out(p_template text, p_expires_at timestamptz, p_now timestamptz) returns boolean
language sql immutable as $$
  select p_template in ('duty_reminder_tomorrow', 'duty_cancelled', 'duty_changed')
    -- An allotment expires when the day of its duty ends.
    or p_template = 'duty_allotment_confirmed' and p_expires_at <= p_now + interval '48 hours'
$$;
