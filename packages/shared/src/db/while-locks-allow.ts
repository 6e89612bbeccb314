import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Tx } from './client.ts'
import { isLockTimeout } from './failures.ts'

const MAX_TRIES = 50 // some seconds
const MAX_PAUSE_MS = 50

/** From here on the transaction waits only a moment for a lock, then fails with `lock_not_available`: it holds a channel's row. */
export async function limitLockWaits(tx: Tx): Promise<void> {
  await sql`set local lock_timeout = '50ms'`.execute(tx)
}

/**
 * Runs a transaction, again from the start where it held a channel's row and waited too long for another lock: a claim of every
 * notifier would wait behind it.
 *
 * @throws the error of the last try
 */
export async function whileLocksAllow<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work()
    } catch (error) {
      if (!isLockTimeout(error) || tries >= MAX_TRIES) throw error
    }
    await delay(Math.random() * MAX_PAUSE_MS) // two of them would meet again
  }
}
