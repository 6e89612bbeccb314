import { inTransaction } from '@dutybell/shared/db/in-transaction'
import { withdrawDuty } from '@dutybell/shared/outbox/withdraw'
import type { WithActor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { type IfMatch, requireMatch } from '../http/etag.ts'
import type { AssigningContext } from './create-duty-assignment.ts'
import { dutyAssignmentNotFound } from './failures.ts'
import { cancelDutyAssignmentRow, type DutyAssignmentRow, lockDutyAssignment } from './queries.ts'

/**
 * Cancels a duty and withdraws its unsent deliveries. A second cancellation changes nothing.
 *
 * @throws {AppError} `duty_assignment_not_found`, `precondition_failed`
 */
export async function cancelDutyAssignment(
  ctx: Pick<AssigningContext, 'db' | 'waker'> & WithActor,
  id: string,
  if_match: IfMatch,
): Promise<DutyAssignmentRow> {
  const cancelled = await inTransaction(ctx.db, async (tx) => {
    const before = await lockDutyAssignment(tx, id)
    if (before === undefined) throw dutyAssignmentNotFound()
    requireMatch(if_match, before)
    if (before.status === 'cancelled') return before
    const cancelled = await cancelDutyAssignmentRow(tx, id)
    await withdrawDuty(tx, cancelled, 'duty_cancelled')
    await recordAudit(tx, ctx.actor, {
      action: 'duty_assignment.cancelled',
      subject_type: 'duty_assignment',
      subject_id: id,
      details: { version: cancelled.version },
    })
    return cancelled
  })
  ctx.waker.wake('drain_outbox')
  return cancelled
}
