import type { Db } from '@dutybell/shared/db/client'
import { AppError } from '@dutybell/shared/errors'
import type { WithView } from '../pii/personal-view.ts'
import { presentDelivery } from './present.ts'
import { findAttempts, findDelivery, findDutyAssignmentIds, findRetries } from './queries.ts'
import type { Delivery } from './schemas.ts'

/** @throws {AppError} `delivery_not_found` */
export async function readDelivery(ctx: WithView & { readonly db: Db }, id: string): Promise<Delivery> {
  const row = await findDelivery(ctx.db, id)
  if (row === undefined) throw deliveryNotFound()
  const attempts = await findAttempts(ctx.db, id)
  const retries = await findRetries(ctx.db, id)
  const duty_assignment_ids = await findDutyAssignmentIds(ctx.db, row.outbox_id)
  return presentDelivery(row, { attempts, retries }, duty_assignment_ids, ctx.view)
}

export function deliveryNotFound(): AppError {
  return new AppError('delivery_not_found', 'No delivery has this id: list them to find the right one.')
}
