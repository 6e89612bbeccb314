import { inTransaction } from '@dutybell/shared/db/in-transaction'
import {
  type ReminderContext,
  type ReminderRun,
  runReminders,
} from '@dutybell/shared/reminders/run-reminders'
import type { WithActor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'

/**
 * Runs the reminders and, except for a dry run, records the actor.
 *
 * @throws {AppError} as {@link runReminders}
 */
export async function remindByHand(
  ctx: ReminderContext & WithActor,
  input: { readonly date?: string | undefined; readonly dry_run?: boolean | undefined },
): Promise<ReminderRun> {
  return inTransaction(ctx.db, async (tx) => {
    const run = await runReminders({ ...ctx, db: tx }, input)
    if (run.dry_run) return run
    const details = { date: run.date, published: run.published.length, skipped: run.skipped.length }
    await recordAudit(tx, ctx.actor, { action: 'reminders.run', subject_type: 'reminders', details })
    return run
  })
}
