import { resumeChannel as resumeChannelRow } from '@dutybell/shared/channels/channel-control'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import type { Wakes } from '@dutybell/shared/outbox/wake'
import type { WithActor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { requireChannel, requireNoRestore } from './failures.ts'
import { type ChannelsContext, readChannel } from './read-channels.ts'
import type { ChannelStatus } from './schemas.ts'

/**
 * Ends the pause of a channel, of any origin: one trial message is sent first, the others when it got through. A running channel
 * is not changed.
 *
 * @throws {AppError} `channel_not_found`, `channel_waits_for_restore`
 */
export async function resumeChannel(
  ctx: ChannelsContext & WithActor & { readonly waker: Wakes },
  name: string,
): Promise<ChannelStatus> {
  const channel = requireChannel(name)
  const status = await inTransaction(ctx.db, async (tx) => {
    await resumeChannelRow(tx, channel)
    const act = { action: 'channel.resumed', subject_type: 'channel', subject_id: channel } as const
    await recordAudit(tx, ctx.actor, act)
    return requireNoRestore(await readChannel({ ...ctx, db: tx }, channel))
  })
  ctx.waker.wake('drain_outbox')
  return status
}
