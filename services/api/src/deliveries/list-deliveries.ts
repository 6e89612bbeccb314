import type { Db } from '@dutybell/shared/db/client'
import { requireDate } from '../duty-assignments/read-duty.ts'
import { instantFaults } from '../http/instant.ts'
import { throwIfInvalid } from '../http/faults.ts'
import { type Page, readPageRequest, toPage } from '../http/page.ts'
import { findDeliveries } from './find-deliveries.ts'
import {
  type DeliveryWithHistory,
  type PresentContext,
  presentDeliveryItem,
  presentWithHistory,
} from './present.ts'
import { findHistories, findMessages } from './queries.ts'
import type { DeliveryItem, ListDeliveries } from './schemas.ts'

/** @throws {AppError} `invalid_input` for a cursor that no page returned, or a date or a time that cannot be */
export async function listDeliveries(
  ctx: PresentContext & { readonly db: Db },
  query: ListDeliveries,
): Promise<Page<DeliveryItem>> {
  const { page, rows, messages } = await findPage(ctx.db, query)
  return toPage(rows, page, (row) => presentDeliveryItem(row, messages.get(row.id), ctx))
}

/** As {@link listDeliveries}, each with its attempts and events. */
export async function listDeliveriesWithHistory(
  ctx: PresentContext & { readonly db: Db },
  query: ListDeliveries,
): Promise<Page<DeliveryWithHistory>> {
  const { page, rows, messages } = await findPage(ctx.db, query)
  const history_of = await findHistories(
    ctx.db,
    rows.map(({ id }) => id),
  )
  return toPage(rows, page, (row) => presentWithHistory(row, messages.get(row.id), history_of(row.id), ctx))
}

async function findPage(db: Db, { limit, sort, cursor, ...query }: ListDeliveries) {
  throwIfInvalid(instantFaults(query, ['created_from', 'created_to']))
  const { state, duty_date, ...others } = query
  const filter = {
    ...others,
    ...(state === undefined ? {} : { state: [...new Set(state)].toSorted() }),
    ...(duty_date === undefined ? {} : { duty_date: requireDate('duty_date', duty_date).toString() }),
  }
  const page = readPageRequest('deliveries', { limit, sort, cursor }, filter)
  const rows = await findDeliveries(db, filter, page)
  const shown = rows.slice(0, limit).map(({ id }) => id)
  return { page, rows, messages: await findMessages(db, shown) }
}
