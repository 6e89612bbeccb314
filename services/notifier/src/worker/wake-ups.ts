import type { Logger } from '@dutybell/shared/logger'
import { WAKE_CHANNEL } from '@dutybell/shared/outbox/wake'
import type { WorkerEvents } from 'graphile-worker'

/**
 * Hears what the API says after a commit, on the connection on which the job runner listens: a round trip and a commit
 * earlier than by the job that follows.
 */
export function listenForWakeUps(
  events: WorkerEvents,
  { log, onWakeUp }: { readonly log: Logger; readonly onWakeUp: (task: string | undefined) => void },
): void {
  events.on('pool:listen:success', ({ client }) => {
    client
      .query(`listen ${WAKE_CHANNEL}`)
      .catch((err: unknown) => log.warn({ err }, 'Wake-ups are not heard; the jobs that follow them are'))
  })
  events.on('pool:listen:notification', ({ message }) => {
    if (message.channel === WAKE_CHANNEL) onWakeUp(message.payload)
  })
  events.on('pool:listen:release', ({ client }) => {
    client.query(`unlisten ${WAKE_CHANNEL}`).catch(() => undefined) // it may be gone, and with it what it listened to
  })
}
