import type { ReminderRun as Run } from '@dutybell/shared/reminders/run-reminders'
import type { Static } from 'typebox'
import type { ReminderRun } from './schemas.ts'

export function presentReminderRun(run: Run): Static<typeof ReminderRun> {
  return {
    date: run.date,
    dry_run: run.dry_run,
    published: run.published.map(({ registration_id, duty_times }) => ({
      registration_id,
      duty_times: [...duty_times],
    })),
    skipped: run.skipped.map(({ registration_id, reason }) => ({ registration_id, reason })),
  }
}
