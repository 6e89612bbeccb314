-- The change with the outcome of its judgement.
--
-- Callers: judge_duty_changes
-- Locks:   none
-- Writes:  nothing
-- Returns: the change
create or replace function with_outcome(p_change duty_change, p_outcome text, p_conflicts uuid[], p_taken integer) returns duty_change
  language plpgsql immutable
as $$
begin
  p_change.outcome := p_outcome;
  p_change.conflicts := p_conflicts;
  p_change.taken := p_taken;
  return p_change;
end $$;
