import { readDailyRecipients, reminderShortage } from '@dutybell/shared/channels/daily-recipients'
import type { Alert, ConditionContext } from '../alert.ts'

/** The limit of people a day is reached, or will keep some of tomorrow's reminders from going: told before the evening. */
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
          ? 'WhatsApp may not reach everyone who is to be reminded'
          : 'WhatsApp has reached as many people as it may in a day',
      text: [
        `WhatsApp may reach ${limit} people in 24 hours; reached: ${daily.reached}, messages that wait for it: ${daily.held}.`,
        `To be reminded of a duty tomorrow: ${daily.needed_for_reminders}; left for them: ${daily.left_for_reminders ?? limit}.`,
        'The nearest deadlines go first, and e-mail goes on. If Meta allows more by now, raise META_WA_DAILY_RECIPIENTS; else tell the others in another way.',
      ].join('\n'),
    },
  ]
}
