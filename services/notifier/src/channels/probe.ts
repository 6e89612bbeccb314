import { beginTrial, recordFailedProbe, takeProbe } from '@dutybell/shared/channels/channel-control'
import type { Db } from '@dutybell/shared/db/client'
import type { Logger } from '@dutybell/shared/logger'
import type { Provider } from '../providers/outcome.ts'
import type { ChannelSettings } from './settings.ts'

interface ProbeContext {
  readonly db: Db
  readonly settings: ChannelSettings
  readonly provider: Provider
  readonly log: Logger
}

/** While a channel is paused, one of all notifiers checks regularly, without sending, whether the provider works again. */
export async function probeIfDue(ctx: ProbeContext, signal: AbortSignal): Promise<void> {
  const { db, settings, provider, log } = ctx
  const { channel } = settings
  if (!(await takeProbe(db, channel))) return
  const result = await provider.probe({ signal })
  if (result.ok) {
    log.info({ channel }, 'Probe succeeded; sending one trial message')
    await beginTrial(db, channel)
  } else {
    log.warn({ channel }, `Probe failed; the channel stays paused: ${result.text}`)
    await recordFailedProbe(db, channel, result.text)
  }
}
