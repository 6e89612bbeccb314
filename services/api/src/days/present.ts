import type { DayBoard as Board } from '@dutybell/shared/duties/day-board'
import type { DayBoard } from './schemas.ts'

export function presentDayBoard({ reminder_due_at, duty_times, to_call, date }: Board): DayBoard {
  return {
    date,
    reminder_due_at: reminder_due_at.toString(),
    duty_times: duty_times.map(({ assignments, ...time }) => ({ ...time, assignments: [...assignments] })),
    to_call: [...to_call],
  }
}
