import type { Db } from '@dutybell/shared/db/client'
import { AppError } from '@dutybell/shared/errors'
import { presentDelivery } from './present.ts'
import { findAttempts, findDelivery, findDutyAssignmentIds, findRetries } from './queries.ts'
import type { Delivery } from './schemas.ts'

/** @throws {AppError} `delivery_not_found` */
export async function readDelivery(ctx: { readonly db: Db }, id: string): Promise<Delivery> {
  const row = await findDelivery(ctx.db, id)
  if (row === undefined) throw deliveryNotFound()
  const attempts = await findAttempts(ctx.db, id)
  const retries = await findRetries(ctx.db, id)
  return presentDelivery(row, { attempts, retries }, await findDutyAssignmentIds(ctx.db, row.outbox_id))
}

export function deliveryNotFound(): AppError {
  return new AppError('delivery_not_found', 'No delivery has this id: list them to find the right one.')
}
