import type { Logger } from '../logger.ts'

export interface ShutdownOptions {
  readonly log: Logger
  /** The process exits after this time, or at a second signal, even if something still runs. */
  readonly deadline_ms: number
  /** Closes everything that the process opened. */
  readonly stop: () => Promise<void>
}

/** Ctrl-C arrives twice, from the terminal and from the parent process: within this time it is one signal. */
const SAME_SIGNAL_MS = 1_000

/**
 * Stops the process in order at the first SIGTERM or SIGINT, or when the parent of an IPC channel exits.
 * The exit code is 0 if everything was closed in time, else 1.
 */
export function installShutdown({ log, deadline_ms, stop }: ShutdownOptions): void {
  let first_signal_at: number | undefined

  const onSignal = (signal: string): void => {
    if (first_signal_at === undefined) {
      first_signal_at = performance.now()
      log.info({ signal }, 'Stopping')
      void stopInOrder()
    } else if (performance.now() - first_signal_at > SAME_SIGNAL_MS) {
      log.warn({ signal }, 'Second signal; exiting immediately')
      process.exit(1)
    }
  }
  const onParentExit = (): void => onSignal('disconnect')

  const stopInOrder = async (): Promise<void> => {
    const deadline = setTimeout(() => {
      log.error({ deadline_ms }, 'Shutdown deadline exceeded; exiting')
      process.exit(1)
    }, deadline_ms)
    deadline.unref() // Must not keep the process alive.
    try {
      await stop()
      log.info('Stopped')
    } catch (err) {
      log.error({ err }, 'Could not stop in order')
      process.exitCode = 1
    }
    process.off('disconnect', onParentExit) // The listener keeps the channel, and thus the process, alive.
  }

  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
  if (process.connected) process.on('disconnect', onParentExit)
}
