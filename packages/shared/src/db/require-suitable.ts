import { setTimeout as delay } from 'node:timers/promises'
import type { ClientBase, Pool, PoolClient } from 'pg'
import { OperatorError } from '../errors.ts'
import { breakSilence } from './break-silence.ts'
import { isInvalidValue } from './failures.ts'
import { CONNECT_TIMEOUT_MS, createSessionPool } from './session.ts'

const SERVER_CONNECTION_WAIT_MS = 5_000
const LONGEST_SILENCE_MS = 10_000 // longer than the wait above; no statement here takes time

/**
 * @throws {OperatorError} where the encoding is not UTF8, or a pooler in between may give each transaction another session of the
 *   server: advisory locks and LISTEN belong to one
 */
export function requireSessions(connectionString: string): Promise<void> {
  return withPool(connectionString, async (pool) => {
    await refuseOtherEncoding(pool)
    await refuseTransactionMode(pool, 'migrate')
  })
}

/**
 * @throws {OperatorError} where the database cannot store every name or does not know the time zone; for the notifier as {@link
 * requireSessions}
 */
export function requireSuitable(
  connectionString: string,
  time_zone: string,
  service: 'API' | 'notifier',
): Promise<void> {
  return withPool(connectionString, async (pool) => {
    await refuseOtherEncoding(pool)
    await refuseUnknownZone(pool, time_zone)
    if (service === 'notifier') await refuseTransactionMode(pool, 'the notifier')
  })
}

async function refuseTransactionMode(pool: Pool, program: string): Promise<void> {
  if (await keepsSessions(pool)) return
  throw new OperatorError(
    `DATABASE_URL leads to PgBouncer or another pooler in transaction mode, and ${program} must not be behind it, because it needs sessions of its own: set DATABASE_URL of ${program} to the address of Postgres itself. The API may stay behind the pooler.`,
  )
}

async function refuseUnknownZone(pool: Pool, time_zone: string): Promise<void> {
  try {
    await pool.query("select set_config('TimeZone', $1, true)", [time_zone])
  } catch (error) {
    if (!isInvalidValue(error)) throw error
    throw new OperatorError(
      `TIME_ZONE must be a time zone that Postgres knows too, and it does not know ${time_zone}: update the time zone data of the database server (package tzdata), or set an older name of the zone.`,
    )
  }
}

async function withPool(connectionString: string, use: (pool: Pool) => Promise<void>): Promise<void> {
  const { pool } = createSessionPool({
    connectionString,
    max: 2,
    application_name: 'dutybell-check',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  })
  pool.on('error', () => undefined)
  pool.on('connect', (client) => {
    client.on('error', () => undefined) // the query in progress throws
    breakSilence(client, LONGEST_SILENCE_MS)
  })
  try {
    await use(pool)
  } finally {
    await pool.end()
  }
}

async function keepsSessions(pool: Pool): Promise<boolean> {
  const first = await pool.connect()
  let second: PoolClient | undefined
  try {
    const pid = await backendOf(first)
    if (pid === first.processID) return true // no pooler in between
    const again = await backendOf(first)
    second = await pool.connect()
    await second.query('begin') // holds one connection of the pooler to the server
    const beside = await Promise.race([
      backendOf(first),
      delay(SERVER_CONNECTION_WAIT_MS, undefined, { ref: false }), // the pooler has no other
    ])
    return again === pid && beside === pid
  } finally {
    second?.release(true)
    first.release(true)
  }
}

async function backendOf(client: ClientBase): Promise<number | undefined> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  return rows[0]?.pid
}

async function refuseOtherEncoding(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ encoding: string; database: string }>(
    `select current_setting('server_encoding') as encoding, current_database() as database`,
  )
  const [found] = rows
  if (found === undefined || found.encoding === 'UTF8') return
  throw new OperatorError(
    `The database ${found.database} has the encoding ${found.encoding}, which cannot hold every name. Create another and set DATABASE_URL to it: create database dutybell encoding 'UTF8' locale 'C.UTF-8' template template0;`,
  )
}
