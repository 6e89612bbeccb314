import type { Db } from '@dutybell/shared/db/client'
import type { Logger } from '@dutybell/shared/logger'
import type { Provider } from '../providers/outcome.ts'
import { beginTrial, recordFailedProbe, takeProbe } from '@dutybell/shared/channels/channel-control'
import type { ChannelSettings } from './settings.ts'

interface ProbeContext {
  readonly db: Db
  readonly settings: ChannelSettings
  readonly provider: Provider
  readonly log: Logger
}

/** While a channel pauses, one notifier of all looks cheaply whether the provider is well again. */
export async function probeIfDue(ctx: ProbeContext, signal: AbortSignal): Promise<void> {
  const { db, settings, provider, log } = ctx
  const { channel } = settings
  if (!(await takeProbe(db, channel))) return
  const result = await provider.probe({ signal })
  if (result.well) {
    log.info({ channel }, 'The provider is well again: one message goes first')
    await beginTrial(db, channel)
  } else {
    log.warn({ channel }, `The channel stays paused: ${result.text}`)
    await recordFailedProbe(db, channel, result.text)
  }
}
