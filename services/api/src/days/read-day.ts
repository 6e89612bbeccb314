import { type DayBoard as Board, findDayBoard } from '@dutybell/shared/duties/day-board'
import type { ReminderContext } from '@dutybell/shared/reminders/run-reminders'
import type { Static } from 'typebox'
import type { PersonalView, WithView } from '../pii/personal-view.ts'
import type { DayBoard } from './schemas.ts'

export interface DayBoardContext extends ReminderContext {
  readonly expects_receipts: boolean
}

/** The board of a day: who has which duty, who was told, and whom to call. */
export async function readDay(
  ctx: DayBoardContext & WithView,
  date: Temporal.PlainDate,
): Promise<Static<typeof DayBoard>> {
  return presentDayBoard(await findDayBoard(ctx.db, { ...ctx, date, now: await ctx.now() }), ctx.view)
}

function presentDayBoard(
  { date, reminder_due_at, duty_times, to_call }: Board,
  view: PersonalView,
): Static<typeof DayBoard> {
  return {
    date,
    reminder_due_at: reminder_due_at.toString(),
    duty_times: duty_times.map(({ assignments, ...time }) => ({
      ...time,
      assignments: assignments.map((assignment) => ({
        ...assignment,
        phone_number: view.phoneNumber(assignment.phone_number),
      })),
    })),
    to_call: to_call.map((call) => ({
      ...call,
      phone_number: view.phoneNumber(call.phone_number),
      email: view.email(call.email),
    })),
  }
}
