import { NOTIFIER, pauseChannelByOperator, RESTORE } from '@dutybell/shared/channels/channel-control'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import { toPlainLine } from '@dutybell/shared/people/plain-line'
import type { WithActor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { requireChannel, requireNoRestore } from './failures.ts'
import { type ChannelsContext, readChannel } from './read-channels.ts'
import type { ChannelStatus } from './schemas.ts'

/** Origins of pauses that are not keys: a key of that name must not be confused with them. */
const MACHINERY = new Set([NOTIFIER, RESTORE])

/**
 * Pauses a channel over all notifiers until an operator resumes it; a pause of a notifier becomes the operator's.
 *
 * @throws {AppError} `channel_not_found`, `channel_waits_for_restore`
 */
export async function pauseChannel(
  ctx: ChannelsContext & WithActor,
  name: string,
  words: string | undefined,
): Promise<ChannelStatus> {
  const channel = requireChannel(name)
  const name_of_key = ctx.actor.name
  const reason = toPlainLine(words ?? '') || `Paused by ${name_of_key}.`
  const by = MACHINERY.has(name_of_key) ? `key ${name_of_key}` : name_of_key
  return inTransaction(ctx.db, async (tx) => {
    await pauseChannelByOperator(tx, channel, { by, reason })
    const act = { action: 'channel.paused', subject_type: 'channel', subject_id: channel } as const
    await recordAudit(tx, ctx.actor, act)
    return requireNoRestore(await readChannel({ ...ctx, db: tx }, channel))
  })
}
