import { dutyDateText } from '@dutybell/shared/calendar/duty-date'
import { reminderDueAt, tomorrowOf } from '@dutybell/shared/calendar/duty-day'
import { composeReminders } from '@dutybell/shared/reminders/compose-reminders'
import { findDutiesOn } from '@dutybell/shared/reminders/queries'
import { type Alert, type ConditionContext, timeText } from '../alert.ts'

const LATE = { minutes: 20 } // the sweep runs every quarter of an hour

/** Someone who was allotted in time was not told, well after the reminder was due; after midnight it would be false. */
export async function findMissedReminders(ctx: ConditionContext): Promise<readonly Alert[]> {
  const date = tomorrowOf(ctx.now, ctx.time_zone)
  const due_at = reminderDueAt(date, ctx)
  if (Temporal.Instant.compare(ctx.now, due_at.add(LATE)) < 0) return []
  const duties = await findDutiesOn(ctx.db, date)
  const { reminders } = composeReminders(duties, { date, allotted_before: due_at })
  const untold = new Set(reminders.map(({ registration_id }) => registration_id)).size
  if (untold === 0) return []
  return [
    {
      key: `reminders_missed:${date.toString()}`,
      subject: `Reminders for ${dutyDateText(date)} are late`,
      text: [
        `The reminders were due at ${timeText(due_at, ctx.time_zone)}; not yet told: ${untold}.`,
        'Run: pnpm send-reminders. After midnight they would be false, and are not sent.',
      ].join('\n'),
    },
  ]
}
