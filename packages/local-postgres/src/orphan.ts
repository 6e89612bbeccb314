import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'
import { tryConnect, urlOf } from './connect.ts'
import type { Layout } from './layout.ts'
import { OperatorError } from '@dutybell/shared/errors'
import type { Log } from './log.ts'
import { isLocked } from './owner.ts'
import { type Postmaster, readPostmaster } from './postmaster-file.ts'
import { isAlive, isGoneWithin } from './process-life.ts'

const STARTING_MS = 10_000 // one that does not answer for so long is not used by anybody
const TAKING_MS = 500 // a server just started is without its owner for a moment
const POLL_MS = 100
const FAST_MS = 20_000
const IMMEDIATE_MS = 5_000

/** Stops the database a killed run left behind. Throws when it is in use: its starter lives. */
export async function stopOrphan(layout: Layout, log: Log): Promise<void> {
  const running = await readPostmaster(layout)
  if (!running) return
  if (await isOwned(layout, running)) throw alreadyRunning(layout, running.pid)
  log.warn({ pid: running.pid }, 'stopping the database that an earlier, killed run left behind')
  signal(running.pid, 'SIGINT')
  if (await isGoneWithin(running.pid, FAST_MS)) return
  signal(running.pid, 'SIGQUIT')
  if (await isGoneWithin(running.pid, IMMEDIATE_MS)) return
  throw new OperatorError(
    `The Postgres left behind in ${layout.root} (process ${running.pid}) does not stop: end it.`,
  )
}

export function alreadyRunning(layout: Layout, pid?: number): OperatorError {
  const who = pid ? ` (its Postgres is process ${pid})` : ''
  return new OperatorError(
    `Dutybell is already running on ${layout.root}${who}. Stop it first, or give this one another DATA_DIR.`,
  )
}

async function isOwned(layout: Layout, running: Postmaster): Promise<boolean> {
  const url = await urlOf(layout, running.port, 'postgres')
  const deadline = performance.now() + STARTING_MS
  while (isAlive(running.pid) && performance.now() < deadline) {
    const attempt = await tryConnect(url)
    if ('client' in attempt) return isOwnedBySomeone(attempt.client)
    await sleep(POLL_MS)
  }
  return false
}

async function isOwnedBySomeone(client: Client): Promise<boolean> {
  try {
    if (await isLocked(client)) return true
    await sleep(TAKING_MS)
    return await isLocked(client)
  } catch {
    // It broke off: on its way down.
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // Gone already, which is what was wanted.
  }
}
