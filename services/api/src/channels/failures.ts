import { RESTORE } from '@dutybell/shared/channels/channel-control'
import { type Channel, CHANNELS } from '@dutybell/shared/db/vocabulary'
import { AppError } from '@dutybell/shared/errors'
import type { ChannelStatus } from './schemas.ts'

export function channelNotFound(): AppError {
  return new AppError('channel_not_found', `No channel has this name: use ${CHANNELS.join(' or ')}.`)
}

/** @throws {AppError} `channel_not_found` */
export function requireChannel(name: string): Channel {
  const channel = CHANNELS.find((channel) => channel === name)
  if (channel === undefined) throw channelNotFound()
  return channel
}

/** @throws {AppError} `channel_waits_for_restore` */
export function requireNoRestore(status: ChannelStatus): ChannelStatus {
  if (status.paused_at === null || status.paused_by !== RESTORE) return status
  throw new AppError(
    'channel_waits_for_restore',
    'The database was restored or cloned: check it, then run pnpm resume --after-restore.',
  )
}
