import type { Db } from '@dutybell/shared/db/client'
import { deliveryNotFound } from './failures.ts'
import { presentDelivery } from './present.ts'
import { findAttempts, findDelivery, findDutyAssignmentIds, findRetries } from './queries.ts'
import type { Delivery } from './schemas.ts'

/** @throws {AppError} `delivery_not_found` */
export async function readDelivery(ctx: { readonly db: Db }, id: string): Promise<Delivery> {
  const row = await findDelivery(ctx.db, id)
  if (row === undefined) throw deliveryNotFound()
  const attempts = await findAttempts(ctx.db, id)
  const replays = await findRetries(ctx.db, id)
  return presentDelivery(row, { attempts, replays }, await findDutyAssignmentIds(ctx.db, row.outbox_id))
}
