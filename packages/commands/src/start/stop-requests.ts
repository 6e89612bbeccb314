import { isAlive } from '@dutybell/local-postgres/process-life'
import { runners } from './runners.ts'

export type StopRequests = {
  /** Aborted when we are asked to stop. */
  stop: AbortSignal
  /** Aborted when we are asked again. */
  force: AbortSignal
  close(): void
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const ONE_REQUEST_MS = 1_000 // Ctrl-C comes twice: from the terminal, and passed on by pnpm
const LOOK_MS = 500

/** Signals, and the end of the pnpm or npx that runs us: killed alone, they pass nothing on. */
export function listenForStop(): StopRequests {
  const stop = new AbortController()
  const force = new AbortController()
  let first: number | undefined
  const onSignal = (): void => {
    first ??= performance.now()
    stop.abort()
    if (performance.now() - first > ONE_REQUEST_MS) force.abort()
  }
  for (const signal of SIGNALS) process.on(signal, onSignal)
  const above = runners()
  const look = setInterval(() => {
    if (above.some((pid) => !isAlive(pid))) stop.abort()
  }, LOOK_MS)
  return {
    stop: stop.signal,
    force: force.signal,
    close() {
      clearInterval(look)
      for (const signal of SIGNALS) process.off(signal, onSignal)
    },
  }
}
