import { readDailyRecipients } from '@dutybell/shared/channels/daily-recipients'
import type { Channel } from '@dutybell/shared/db/vocabulary'
import type { ReminderContext } from '@dutybell/shared/reminders/run-reminders'
import { findHeldTemplates } from '../templates/queries.ts'
import { channelNotFound } from './failures.ts'
import { presentChannel } from './present.ts'
import { type ChannelRow, findChannel, findChannels } from './queries.ts'
import type { ChannelStatus } from './schemas.ts'

export interface ChannelsContext extends ReminderContext {
  /** Of WhatsApp; e-mail has no pace. */
  readonly messages_per_second: number
  /** Maximum WhatsApp recipients in 24 hours; null: no limit. */
  readonly daily_recipients: number | null
}

export async function readChannels(ctx: ChannelsContext): Promise<ChannelStatus[]> {
  const rows = await findChannels(ctx.db)
  return Promise.all(rows.map((row) => complete(ctx, row)))
}

/** @throws {AppError} `channel_not_found` */
export async function readChannel(ctx: ChannelsContext, channel: Channel): Promise<ChannelStatus> {
  const row = await findChannel(ctx.db, channel)
  if (row === undefined) throw channelNotFound()
  return complete(ctx, row)
}

async function complete(ctx: ChannelsContext, row: ChannelRow): Promise<ChannelStatus> {
  if (row.channel === 'email') {
    return presentChannel(row, { messages_per_second: Infinity, daily: null, templates: [] })
  }
  const now = await ctx.now()
  const daily = await readDailyRecipients(ctx.db, { ...ctx, limit: ctx.daily_recipients, now })
  const templates = await findHeldTemplates(ctx.db)
  return presentChannel(row, { messages_per_second: ctx.messages_per_second, daily, templates })
}
