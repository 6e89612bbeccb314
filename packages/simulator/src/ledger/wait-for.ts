import { setTimeout as pause } from 'node:timers/promises'
import type { EventEmitter } from 'node:events'
import type { Ledger } from './ledger.ts'

type LedgerEvent = Ledger['events'] extends EventEmitter<infer Events> ? keyof Events : never

/**
 * Resolves once `holds` returns true; it is called again at each of `events`.
 *
 * @throws {Error} when it does not within `timeoutMs`
 */
export async function waitFor(
  ledger: Ledger,
  events: readonly LedgerEvent[],
  holds: () => boolean,
  timeoutMs: number,
): Promise<void> {
  if (holds()) return
  const { promise, resolve } = Promise.withResolvers<void>()
  const check = (): void => {
    if (holds()) resolve()
  }
  const timeout = new AbortController()
  for (const event of events) ledger.events.on(event, check)
  try {
    await Promise.race([promise, expire(timeoutMs, timeout.signal)])
  } finally {
    timeout.abort()
    for (const event of events) ledger.events.off(event, check)
  }
}

async function expire(timeoutMs: number, signal: AbortSignal): Promise<void> {
  try {
    await pause(timeoutMs, undefined, { signal })
  } catch {
    return
  }
  throw new Error(`The condition did not hold within ${timeoutMs} ms.`)
}
