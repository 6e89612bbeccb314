import type { Db } from '@dutybell/shared/db/client'
import type { Logger } from '@dutybell/shared/logger'
import { pauseIfRestored } from '../restore/restore-pause.ts'
import { endOldNews } from '../accounts/account-news.ts'
import type { Condition } from './alert.ts'
import { findAccountNews } from './conditions/account-news.ts'
import { findOverdueDeliveries } from './conditions/overdue-deliveries.ts'
import { findDailyShortage, findMissedReminders } from './conditions/reminders.ts'
import { findHeldTemplates, findPausedChannels, findRestoredDatabase } from './conditions/stopped-sending.ts'
import { findUnreachableRecipients } from './conditions/unreachable-recipients.ts'
import { mailAlerts } from '../operator-mail/mail-alerts.ts'
import type { OperatorMailContext } from '../operator-mail/mailer.ts'
import { updateAlerts } from './update-alerts.ts'

export interface WatchContext {
  readonly db: Db
  readonly time_zone: string
  readonly reminder_time: string
  readonly daily_recipients: number | null
  readonly now: () => Promise<Temporal.Instant>
  readonly mail: OperatorMailContext
  readonly log: Logger
}

const CONDITIONS: readonly Condition[] = [
  findPausedChannels,
  findHeldTemplates,
  findMissedReminders,
  findOverdueDeliveries,
  findDailyShortage,
  findRestoredDatabase,
  findUnreachableRecipients,
  findAccountNews,
]

/** Runs each minute on one notifier: updates the alerts, logs the changes and mails each start and end once. */
export async function watch(ctx: WatchContext): Promise<void> {
  const { db, time_zone, reminder_time, daily_recipients, log } = ctx
  await pauseIfRestored(db)
  await endOldNews(db)
  const now = await ctx.now()
  const changes = await updateAlerts(db, { now, time_zone, reminder_time, daily_recipients }, CONDITIONS)
  for (const { key, subject, text, action } of changes.opened) {
    log.error({ alert: key, action }, `${subject}. ${text}`)
  }
  for (const { key, subject } of changes.cleared) log.info({ alert: key }, `Alert cleared: ${subject}`)
  await mailAlerts(ctx)
}
