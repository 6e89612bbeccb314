import type { Db } from '@dutybell/shared/db/client'
import { type Page, readPageRequest, toPage } from '../http/page.ts'
import type { WithView } from '../pii/personal-view.ts'
import { findDeliveries } from './find-deliveries.ts'
import { presentDeliveryItem } from './present.ts'
import type { DeliveryItem, ListDeliveries } from './schemas.ts'

/** @throws {AppError} `invalid_input` for a cursor that no page returned */
export async function listDeliveries(
  ctx: WithView & { readonly db: Db },
  query: ListDeliveries,
): Promise<Page<DeliveryItem>> {
  const { limit, sort, cursor, ...filter } = query
  const page = readPageRequest('deliveries', { limit, sort, cursor }, filter)
  const rows = await findDeliveries(ctx.db, filter, page)
  return toPage(rows, page, (row) => presentDeliveryItem(row, ctx.view))
}
