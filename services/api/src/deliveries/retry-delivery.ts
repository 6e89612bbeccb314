import type { Db } from '@dutybell/shared/db/client'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import type { Wakes } from '@dutybell/shared/outbox/wake'
import type { WithActor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { deliveryNotFound } from './read-delivery.ts'
import { checkRetryable, lockDelivery, retryLocked } from './retry-queries.ts'
import { retryRefused } from './retry-refusals.ts'

export interface RetryContext {
  readonly db: Db
  readonly waker: Wakes
}

/**
 * Queues one delivery again, with an audit entry.
 *
 * @throws {AppError} `delivery_not_found`, or with the reason why it is not sent again
 */
export async function retryDelivery(
  ctx: RetryContext & WithActor,
  id: string,
  confirm_duplicate: boolean,
): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    if (!(await lockDelivery(tx, id))) throw deliveryNotFound()
    const [judged] = await checkRetryable(tx, [id], confirm_duplicate)
    if (judged === undefined) throw deliveryNotFound()
    if (judged.verdict !== 'retry') throw retryRefused(judged.verdict)
    const asked = { requested_by: ctx.actor.name, confirm_duplicate }
    await retryLocked(tx, [{ delivery_id: id, delay_ms: 0 }], asked)
    await recordAudit(tx, ctx.actor, {
      action: 'delivery.retried',
      subject_type: 'delivery',
      subject_id: id,
      details: { confirm_duplicate },
    })
  })
  ctx.waker.wake('drain_outbox')
}
