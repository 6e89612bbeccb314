import { setTimeout as sleep } from 'node:timers/promises'
import { OperatorError } from '@dutybell/shared/errors'

const POLL_MS = 100
const ANSWER_MS = 2_000
const PATIENCE_MS = 60_000

/** Waits for 200 on /readyz. Throws a OperatorError when none comes, and when the signal is aborted. */
export async function waitUntilReady(name: string, url: string, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS
  let answer = 'no answer'
  while (performance.now() < deadline) {
    try {
      const response = await fetch(`${url}/readyz`, {
        signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
      })
      if (response.status === 200) return
      answer = `${response.status} ${await response.text()}`
    } catch {
      signal.throwIfAborted()
    }
    await sleep(POLL_MS, undefined, { signal })
  }
  throw new OperatorError(
    `The ${name} is not ready after ${PATIENCE_MS / 1000} s; ${url}/readyz says: ${answer}.`,
  )
}
