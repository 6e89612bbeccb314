import type { Db } from '@dutybell/shared/db/client'
import { AppError } from '@dutybell/shared/errors'
import { type PresentContext, presentWithHistory } from './present.ts'
import { findDelivery, findDutyAssignmentIds, findHistories, findMessages } from './queries.ts'
import type { Delivery } from './schemas.ts'

/** @throws {AppError} `delivery_not_found` */
export async function readDelivery(ctx: PresentContext & { readonly db: Db }, id: string): Promise<Delivery> {
  const row = await findDelivery(ctx.db, id)
  if (row === undefined) throw deliveryNotFound()
  const history_of = await findHistories(ctx.db, [id])
  const duty_assignment_ids = await findDutyAssignmentIds(ctx.db, row.outbox_id)
  const message = (await findMessages(ctx.db, [id])).get(id)
  return { ...presentWithHistory(row, message, history_of(id), ctx), duty_assignment_ids }
}

export function deliveryNotFound(): AppError {
  return new AppError('delivery_not_found', 'No delivery has this id: list them to find the right one.')
}
