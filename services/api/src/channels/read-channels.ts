import { readDailyRecipients } from '@dutybell/shared/channels/daily-recipients'
import { findHeartbeats, deliveryModeOf } from '@dutybell/shared/heartbeats/find-heartbeats'
import type { Channel } from '@dutybell/shared/db/vocabulary'
import type { ReminderContext } from '@dutybell/shared/reminders/run-reminders'
import type { WithView } from '../pii/personal-view.ts'
import { findHeldTemplates } from '../templates/queries.ts'
import { channelNotFound } from './failures.ts'
import { presentChannel, presentHeartbeat } from './present.ts'
import { type ChannelRow, findChannel, findChannels } from '@dutybell/shared/channels/find-channels'
import type { ChannelList, ChannelStatus } from './schemas.ts'

export interface ChannelsContext extends ReminderContext, WithView {
  /** Of WhatsApp; e-mail has no pace. */
  readonly messages_per_second: number
  /** Maximum WhatsApp recipients in 24 hours; null: no limit. */
  readonly daily_recipients: number | null
}

export async function readChannels(ctx: ChannelsContext): Promise<ChannelList> {
  const heartbeats = await findHeartbeats(ctx.db)
  const rows = await findChannels(ctx.db)
  return {
    items: await Promise.all(rows.map((row) => complete(ctx, row, deliveryModeOf(heartbeats)))),
    next_cursor: null,
    heartbeats: heartbeats.map((row) => presentHeartbeat(row)),
  }
}

/** @throws {AppError} `channel_not_found` */
export async function readChannel(ctx: ChannelsContext, channel: Channel): Promise<ChannelStatus> {
  const row = await findChannel(ctx.db, channel)
  if (row === undefined) throw channelNotFound()
  return complete(ctx, row, deliveryModeOf(await findHeartbeats(ctx.db)))
}

async function complete(
  ctx: ChannelsContext,
  row: ChannelRow,
  delivery_mode: string | null,
): Promise<ChannelStatus> {
  if (row.channel === 'email') {
    const unlimited = { messages_per_second: Infinity, daily: null, templates: [] }
    return presentChannel(row, { ...unlimited, delivery_mode }, ctx.view)
  }
  const now = await ctx.now()
  const daily = await readDailyRecipients(ctx.db, { ...ctx, limit: ctx.daily_recipients, now })
  const templates = await findHeldTemplates(ctx.db)
  const { messages_per_second } = ctx
  return presentChannel(row, { messages_per_second, daily, templates, delivery_mode }, ctx.view)
}
