import { adviseOnError } from '@dutybell/shared/channels/advise'
import { startOfDay, tomorrowOf } from '@dutybell/shared/calendar/duty-day'
import type { Channel } from '@dutybell/shared/db/vocabulary'
import { readAlerts } from '../../alerts/read-alerts.ts'
import { type Machinery, readMachinery } from '../../channels/machinery.ts'
import { readChannels } from '../../channels/read-channels.ts'
import type { ChannelList } from '../../channels/schemas.ts'
import { readDay } from '../../days/read-day.ts'
import { countSentPerHour, groupFailures, type SentPerHour } from '../../deliveries/delivery-figures.ts'
import { MASKED } from '../../pii/personal-view.ts'
import type { ConsoleContext } from '../frame/context.ts'

export interface Failures {
  readonly channel: Channel
  readonly error_code: string
  readonly error_text: string | null
  readonly action: string | null
  readonly count: number
  readonly in_time: number
  readonly people: number
  /** The filter of a retry of just these. */
  readonly created_from: string
}

export interface TodayData extends ChannelList {
  readonly machinery: Machinery
  readonly expects_receipts: boolean
  readonly hours: readonly SentPerHour[]
  /** Midnight. */
  readonly since: string
  readonly failures: readonly Failures[]
  readonly alerts: Awaited<ReturnType<typeof readAlerts>>['items']
  /** People to call, by day; none where the key may not see duties. */
  readonly calls: readonly { readonly date: string; readonly count: number }[]
}

/** Without numbers of people, whatever the key may see: this page is open on desks and walls. */
export async function loadToday(ctx: ConsoleContext, may_see_duties: boolean): Promise<TodayData> {
  const now = await ctx.now()
  const at_now = { ...ctx, now: async () => now, view: MASKED }
  const today = now.toZonedDateTimeISO(ctx.time_zone).toPlainDate()
  const since = startOfDay(today, ctx.time_zone)
  const failed_since = startOfDay(today.subtract({ days: 1 }), ctx.time_zone)
  const dates = may_see_duties ? [today, tomorrowOf(now, ctx.time_zone)] : []
  const [channels, machinery, hours, failures, alerts, boards] = await Promise.all([
    readChannels(at_now),
    readMachinery(ctx.db, now),
    countSentPerHour(ctx.db, since),
    groupFailures(ctx.db, failed_since),
    readAlerts(ctx.db, MASKED),
    Promise.all(dates.map((date) => readDay(at_now, date))),
  ])
  return {
    ...channels,
    machinery,
    expects_receipts: ctx.expects_receipts,
    hours,
    since: since.toString(),
    failures: failures.map((group) => ({
      ...group,
      error_text: MASKED.text(group.error_text),
      action: adviseOnError(group.channel, group.error_code, group.error_text),
      created_from: failed_since.toString(),
    })),
    alerts: alerts.items.filter(({ cleared_at }) => cleared_at === null),
    calls: boards
      .map(({ date, to_call }) => ({ date, count: to_call.length }))
      .filter(({ count }) => count > 0),
  }
}
