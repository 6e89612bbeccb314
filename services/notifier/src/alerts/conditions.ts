import type { Condition } from './alert.ts'
import { findDailyShortage } from './conditions/daily-recipients.ts'
import { findPausedChannels } from './conditions/paused-channels.ts'
import { findHeldTemplates } from './conditions/held-templates.ts'
import { findMissedReminders } from './conditions/missed-reminders.ts'
import { findOverdueDeliveries } from './conditions/overdue-deliveries.ts'
import { findRestoredDatabase } from './conditions/restored-database.ts'

/** What `ALERT_EMAIL` is told of; a new condition is a file beside these and a line here. */
export const CONDITIONS: readonly Condition[] = [
  findPausedChannels,
  findHeldTemplates,
  findMissedReminders,
  findOverdueDeliveries,
  findDailyShortage,
  findRestoredDatabase,
]
