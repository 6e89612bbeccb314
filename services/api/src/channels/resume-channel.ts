import type { Wakes } from '@dutybell/shared/outbox/wake'
import { requireChannel, requireNoRestore } from './failures.ts'
import { resumeChannelRow } from './queries.ts'
import { type ChannelsContext, readChannel } from './read-channels.ts'
import type { ChannelStatus } from './schemas.ts'

/**
 * Ends a channel's pause, whoever made it: one message goes first, the rest follows when it came through. One that runs
 * stays as it is.
 *
 * @throws {AppError} `channel_not_found`, `channel_waits_for_restore`
 */
export async function resumeChannel(
  ctx: ChannelsContext & { readonly waker: Wakes },
  name: string,
): Promise<ChannelStatus> {
  const channel = requireChannel(name)
  await resumeChannelRow(ctx.db, channel)
  ctx.waker.wake('drain_outbox')
  return requireNoRestore(await readChannel(ctx, channel))
}
