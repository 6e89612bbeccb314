import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'
import { tryConnect } from './connect.ts'

/** An advisory lock that the starting process holds while it lives: the kernel closes the connection of a dead process. */
const OWNER_LOCK = 0x64757479
const RETRY_MS = 250

/** Whether somebody holds it; looking takes nothing. */
export async function isLocked(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>(
    `select exists (select from pg_locks where locktype = 'advisory' and classid = 0 and objid = $1 and granted) as held`,
    [OWNER_LOCK],
  )
  return rows[0]?.held === true
}

async function takeOwnership(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [
    OWNER_LOCK,
  ])
  return rows[0]?.taken === true
}

export type Ownership = { giveUp(): Promise<void> }

/** Holds the lock, also over a crash of one of Postgres' processes, which closes all connections. */
export async function holdOwnership(url: string): Promise<Ownership | undefined> {
  let client = await connectAndTake(url)
  if (!client) return undefined
  const ended = new AbortController()
  const watch = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      if (client) await endOf(client)
      if (ended.signal.aborted) return
      client = await connectAndTake(url)
      if (!client) await sleep(RETRY_MS, undefined, { signal: ended.signal }).catch(() => undefined)
    }
  }
  const watching = watch()
  return {
    async giveUp() {
      ended.abort()
      await client?.end().catch(() => undefined)
      await watching
    },
  }
}

/** Not `once`: it rejects at the error that comes before a lost connection's end. */
function endOf(client: Client): Promise<void> {
  return new Promise((resolve) => void client.once('end', resolve))
}

async function connectAndTake(url: string): Promise<Client | undefined> {
  const attempt = await tryConnect(url)
  if ('error' in attempt) return undefined
  try {
    if (await takeOwnership(attempt.client)) return attempt.client
  } catch {
    // The server went away between the two.
  }
  await attempt.client.end().catch(() => undefined)
  return undefined
}
