import { setTimeout as sleep } from 'node:timers/promises'

const WAIT_MS = 90_000 // the cron watches each minute
const POLL_MS = 50

/** Waits until `read` gives what holds. @throws with what it gave last */
export async function eventually<T>(
  what: string,
  read: () => T | Promise<T>,
  holds: (value: T) => boolean,
): Promise<T> {
  const deadline = performance.now() + WAIT_MS
  for (;;) {
    const value = await read()
    if (holds(value)) return value
    if (performance.now() > deadline) throw new Error(`${what}: not in time. Last: ${JSON.stringify(value)}`)
    await sleep(POLL_MS)
  }
}
