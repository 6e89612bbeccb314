import type { Db } from '@dutybell/shared/db/client'
import { AppError } from '@dutybell/shared/errors'
import { presentDelivery } from './present.ts'
import { findAttempts, findDelivery, findDutyAssignmentIds } from './queries.ts'
import type { Delivery } from './schemas.ts'

/** @throws {AppError} `delivery_not_found` */
export async function readDelivery(ctx: { readonly db: Db }, id: string): Promise<Delivery> {
  const row = await findDelivery(ctx.db, id)
  if (row === undefined) {
    throw new AppError('delivery_not_found', 'No delivery has this id: list them to find the right one.')
  }
  const attempts = await findAttempts(ctx.db, id)
  return presentDelivery(row, attempts, await findDutyAssignmentIds(ctx.db, row.outbox_id))
}
