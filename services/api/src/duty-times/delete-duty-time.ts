import type { Db } from '@dutybell/shared/db/client'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import type { WithActor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { type IfMatch, requireMatch } from '../http/etag.ts'
import { dutyTimeAssigned, dutyTimeNotFound } from './failures.ts'
import { presentFields } from './present.ts'
import { deleteDutyTimeRow, isAssigned, lockDutyTime } from './queries.ts'

export interface DeletingContext {
  readonly db: Db
  readonly time_zone: string
  readonly now: () => Promise<Temporal.Instant>
}

/**
 * Deletes a duty time. Past duties keep its name as their label.
 *
 * @throws {AppError} `duty_time_not_found`, `precondition_failed`, `duty_time_assigned`
 */
export async function deleteDutyTime(
  ctx: DeletingContext & WithActor,
  id: string,
  if_match: IfMatch,
): Promise<void> {
  const now = await ctx.now()
  const today = now.toZonedDateTimeISO(ctx.time_zone).toPlainDate()
  await inTransaction(ctx.db, async (tx) => {
    const before = await lockDutyTime(tx, id)
    if (before === undefined) throw dutyTimeNotFound()
    requireMatch(if_match, before)
    if (await isAssigned(tx, before.key, today)) throw dutyTimeAssigned()
    await deleteDutyTimeRow(tx, id)
    await recordAudit(tx, ctx.actor, {
      action: 'duty_time.deleted',
      subject_type: 'duty_time',
      subject_id: id,
      details: presentFields(before),
    })
  })
}
