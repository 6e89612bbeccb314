import type { Logger } from '../logger.ts'

export interface ShutdownOptions {
  readonly log: Logger
  /** After so many milliseconds, or at a later signal, the process exits whatever still runs. */
  readonly deadline_ms: number
  /** Closes everything the process opened; the process ends when nothing is left to wait for. */
  readonly stop: () => Promise<void>
}

/** A terminal's Ctrl-C and the parent that passes it on are one wish. */
const SAME_SIGNAL_MS = 1_000

/**
 * Stops the process in order at the first SIGTERM or SIGINT, or when a parent that holds an IPC channel is gone.
 * The exit code is 0 when all was closed in time, else 1.
 */
export function installShutdown({ log, deadline_ms, stop }: ShutdownOptions): void {
  let first_signal_at: number | undefined

  const onSignal = (signal: string): void => {
    if (first_signal_at === undefined) {
      first_signal_at = performance.now()
      log.info({ signal }, 'Stopping')
      void stopInOrder()
    } else if (performance.now() - first_signal_at > SAME_SIGNAL_MS) {
      log.warn({ signal }, 'A second signal: exiting at once')
      process.exit(1)
    }
  }
  const onParentGone = (): void => onSignal('disconnect')

  const stopInOrder = async (): Promise<void> => {
    const deadline = setTimeout(() => {
      log.error({ deadline_ms }, 'Not everything stopped in time: exiting')
      process.exit(1)
    }, deadline_ms)
    deadline.unref() // The process must end before it, not wait for it.
    try {
      await stop()
      log.info('Stopped')
    } catch (err) {
      log.error({ err }, 'Stopping failed')
      process.exitCode = 1
    }
    process.off('disconnect', onParentGone) // A listener keeps the channel, and so the process, alive.
  }

  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
  if (process.connected) process.on('disconnect', onParentGone)
}
