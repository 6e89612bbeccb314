import { readDailyRecipients, reminderShortage } from '@dutybell/shared/channels/daily-recipients'
import { dutyDateText } from '@dutybell/shared/calendar/duty-date'
import { reminderDueAt, tomorrowOf } from '@dutybell/shared/calendar/duty-day'
import { composeReminders } from '@dutybell/shared/reminders/compose-reminders'
import { findDutiesOn } from '@dutybell/shared/reminders/queries'
import { type Alert, type ConditionContext, timeText } from '../alert.ts'

const LATE = { minutes: 20 } // the sweep runs every quarter of an hour

/** Reminders that were due some time ago and are not published. After midnight they would be false. */
export async function findMissedReminders(ctx: ConditionContext): Promise<readonly Alert[]> {
  const date = tomorrowOf(ctx.now, ctx.time_zone)
  const due_at = reminderDueAt(date, ctx)
  if (Temporal.Instant.compare(ctx.now, due_at.add(LATE)) < 0) return []
  const overdue_since = ctx.now.subtract(LATE)
  const duties = await findDutiesOn(ctx.db, date)
  const swept = duties.filter((duty) => Temporal.Instant.compare(duty.allotted_at, overdue_since) <= 0)
  const day = { date, allotted_before: due_at }
  const { reminders } = composeReminders(swept, day, ctx.template_languages)
  const untold = new Set(reminders.map(({ registration_id }) => registration_id)).size
  if (untold === 0) return []
  return [
    {
      key: `reminders_missed:${date.toString()}`,
      subject: `Reminders for ${dutyDateText(date)} are late`,
      text: `The reminders were due at ${timeText(due_at, ctx.time_zone)}; people without one: ${untold}.`,
      action: 'Run: pnpm send-reminders. After midnight they are no longer true and are not sent.',
    },
  ]
}

/** The limit of recipients a day is reached, or leaves too few for tomorrow's reminders: reported before the evening. */
export async function findDailyShortage(ctx: ConditionContext): Promise<readonly Alert[]> {
  const { db, daily_recipients: limit } = ctx
  if (limit === null) return []
  const daily = await readDailyRecipients(db, { ...ctx, limit })
  const shortage = reminderShortage(daily)
  if (shortage === 0 && daily.left !== 0) return []
  return [
    {
      key: 'daily_recipients',
      subject:
        shortage > 0
          ? 'The WhatsApp recipient limit is too low for the reminders of tomorrow'
          : 'The WhatsApp recipient limit of a day is reached',
      text: [
        `Limit: ${limit} recipients in 24 hours; reached: ${daily.reached}; messages held: ${daily.held}.`,
        `Recipients needed for the reminders of tomorrow: ${daily.needed_for_reminders}; left for them: ${daily.left_for_reminders ?? limit}.`,
        'Messages with the nearest deadline are sent first; e-mail is not limited.',
      ].join('\n'),
      action:
        'If Meta allows more recipients, raise META_WA_DAILY_RECIPIENTS; otherwise inform the remaining people in another way.',
    },
  ]
}
