import { startOfDay } from '@dutybell/shared/calendar/duty-day'
import { adviseOnError } from '@dutybell/shared/channels/advise'
import { type FailureGroup, groupFailures } from '../../deliveries/delivery-figures.ts'
import { listDeliveries } from '../../deliveries/list-deliveries.ts'
import type { DeliveryItem } from '../../deliveries/schemas.ts'
import type { WithView } from '../../pii/personal-view.ts'
import type { ConsoleContext } from '../frame/context.ts'
import type { MessagesQuery } from './filters.ts'

const LIMIT = 30
const GROUPED_DAYS = 7

export interface MessagesData {
  readonly query: MessagesQuery
  readonly items: readonly DeliveryItem[]
  readonly next_cursor: string | null
  /** By cause; none where the list shows one cause, or a later page. */
  readonly failures: readonly (FailureGroup & { readonly action: string | null })[]
  /** Since when failures are grouped. */
  readonly failed_since: string
}

export async function loadMessages(
  ctx: ConsoleContext & WithView,
  query: MessagesQuery,
): Promise<MessagesData> {
  const today = (await ctx.now()).toZonedDateTimeISO(ctx.time_zone).toPlainDate()
  const failed_since =
    query.created_from ?? startOfDay(today.subtract({ days: GROUPED_DAYS - 1 }), ctx.time_zone).toString()
  const { items, next_cursor } = await listDeliveries(ctx, { ...query, limit: LIMIT, sort: '-created_at' })
  const groups = isGrouped(query) ? await groupFailures(ctx.db, Temporal.Instant.from(failed_since)) : []
  const failures = groups
    .filter(({ channel }) => query.channel === undefined || query.channel === channel)
    .map(({ error_text, ...group }) => ({
      ...group,
      error_text: ctx.view.text(error_text),
      action: adviseOnError(group.channel, group.error_code, error_text),
    }))
  return { query, items, next_cursor, failures, failed_since }
}

function isGrouped(query: MessagesQuery): boolean {
  const { cursor, channel: _, created_from: __, state, ...others } = query
  if (cursor !== undefined || Object.values(others).some((value) => value !== undefined)) return false
  return state === undefined || state.includes('failed')
}
