import { toPlainLine } from '@dutybell/shared/people/plain-line'
import { requireChannel, requireNoRestore, RESTORE } from './failures.ts'
import { pauseChannelRow } from './queries.ts'
import { type ChannelsContext, readChannel } from './read-channels.ts'
import type { ChannelStatus } from './schemas.ts'

/** What the machinery calls itself in paused_by: no key of that name may be taken for it. */
const MACHINERY = new Set(['notifier', RESTORE])

/**
 * Stops a channel over all notifiers until a person resumes it; a pause of theirs becomes the person's.
 *
 * @throws {AppError} `channel_not_found`, `channel_waits_for_restore`
 */
export async function pauseChannel(
  ctx: ChannelsContext,
  name: string,
  pause: { readonly by: string; readonly reason?: string | undefined },
): Promise<ChannelStatus> {
  const channel = requireChannel(name)
  const reason = toPlainLine(pause.reason ?? '') || `Paused by ${pause.by}.`
  const by = MACHINERY.has(pause.by) ? `key ${pause.by}` : pause.by
  await pauseChannelRow(ctx.db, channel, { by, reason })
  return requireNoRestore(await readChannel(ctx, channel))
}
