import type { Logger } from '@dutybell/shared/logger'
import { pauseIfRestored } from '../restore/restore-pause.ts'
import { endOldNews } from '../accounts/account-news.ts'
import type { Condition, ConditionContext } from './alert.ts'
import { findAccountNews } from './conditions/account-news.ts'
import { compareZoneData } from '../health/compare-zone-data.ts'
import { findDifferentSettings, findWrongClocks, zoneDataAlert } from './conditions/different-settings.ts'
import { findMissingReceipts } from './conditions/missing-receipts.ts'
import { findStuckJobs } from './conditions/stuck-jobs.ts'
import { findOverdueDeliveries } from './conditions/overdue-deliveries.ts'
import { findDailyShortage, findMissedReminders } from './conditions/reminders.ts'
import {
  findExhaustedQuotas,
  findHeldTemplates,
  findPausedChannels,
  findRestoredDatabase,
  findStoppedLoops,
} from './conditions/stopped-sending.ts'
import { findSignUpFlood } from './conditions/sign-up-flood.ts'
import { findUnreachableRecipients } from './conditions/unreachable-recipients.ts'
import { mailAlerts } from '../operator-mail/mail-alerts.ts'
import type { OperatorMailContext } from '../operator-mail/mailer.ts'
import { updateAlerts } from './update-alerts.ts'

export interface WatchContext extends Omit<ConditionContext, 'now'> {
  readonly now: () => Promise<Temporal.Instant>
  readonly mail: OperatorMailContext
  readonly log: Logger
}

const CONDITIONS: readonly Condition[] = [
  findPausedChannels,
  findExhaustedQuotas,
  findHeldTemplates,
  findMissedReminders,
  findOverdueDeliveries,
  findDailyShortage,
  findRestoredDatabase,
  findSignUpFlood,
  findUnreachableRecipients,
  findAccountNews,
  findMissingReceipts,
  findStuckJobs,
  findDifferentSettings,
  findStoppedLoops,
  findWrongClocks,
]

/** Runs each minute on one notifier: updates the alerts, logs the changes and mails each start and end once. */
export async function watch(ctx: WatchContext): Promise<void> {
  const { db, log } = ctx
  await pauseIfRestored(db)
  await endOldNews(db)
  const now = await ctx.now()
  // Outside the transaction, because a zone that Postgres does not know is an error.
  const zone_data = zoneDataAlert(await compareZoneData(db, ctx.time_zone))
  const changes = await updateAlerts(db, { ...ctx, now }, [...CONDITIONS, async () => zone_data])
  for (const { key, subject, text, action } of changes.opened) {
    log.error({ alert: key, action }, `${subject}. ${text}`)
  }
  for (const { key, subject } of changes.cleared) log.info({ alert: key }, `Alert cleared: ${subject}`)
  await mailAlerts(ctx)
}
