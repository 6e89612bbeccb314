import { sql } from 'kysely'
import { Client, type ClientBase, Pool, type PoolClient, type PoolConfig } from 'pg'
import type { Db } from './client.ts'
import { isUnsupportedStartupParameter } from './failures.ts'

export type Settings = Readonly<Record<string, string>>

/** Settings that a pooler passes on for each client; pg adds client_encoding by itself. Units as in pg_settings. */
const FORWARDED: Settings = {
  DateStyle: 'ISO, MDY',
  TimeZone: 'UTC',
  standard_conforming_strings: 'on',
}

/** Settings that a pooler does not pass on: behind one, `migrate` sets them for the role. */
export const ROLE_SETTINGS: Settings = {
  IntervalStyle: 'postgres',
  bytea_output: 'hex',
  default_transaction_isolation: 'read committed',
  extra_float_digits: '1',
  // No statement takes seconds; one that does must not hold its locks for ever.
  statement_timeout: '30000',
  // A frozen process must not keep rows locked, nor hold back vacuum.
  idle_in_transaction_session_timeout: '30000',
}

/** A migration may take longer than a statement of a service. */
export const UNLIMITED: Settings = {
  ...ROLE_SETTINGS,
  statement_timeout: '0',
  idle_in_transaction_session_timeout: '0',
}

declare module 'pg' {
  interface Client {
    getStartupConf(): Record<string, string>
    /** Of the server process, or made up by a pooler. */
    readonly processID: number
  }
}

type Connected = (error: Error | undefined, client: PoolClient | undefined, done: () => void) => void

export interface SessionPool {
  readonly pool: Pool
  /** A pooler refused the startup parameters, so its connections have those of the role. */
  readonly isPooled: () => boolean
}

/**
 * Each connection asks for its settings when it starts, so those of the database and the role have no effect. PgBouncer refuses
 * all but a few of the parameters: the connection is then made again with those alone.
 */
export function createSessionPool(config: PoolConfig, settings: Settings = ROLE_SETTINGS): SessionPool {
  let is_pooled = false
  const learnsOfPooler = (error: unknown): boolean => {
    const is_refused = isUnsupportedStartupParameter(error)
    is_pooled ||= is_refused
    return is_refused
  }

  class SessionClient extends Client {
    override getStartupConf(): Record<string, string> {
      return { ...super.getStartupConf(), ...FORWARDED, ...(is_pooled ? {} : settings) }
    }
  }

  class RetryingPool extends Pool {
    override connect(): Promise<PoolClient>
    override connect(connected: Connected): void
    override connect(connected?: Connected): Promise<PoolClient> | void {
      if (!connected)
        return super.connect().catch((error: unknown) => {
          if (!learnsOfPooler(error)) throw error
          return super.connect()
        })
      super.connect((error, client, done) => {
        if (learnsOfPooler(error)) super.connect(connected)
        else connected(error, client, done)
      })
    }
  }

  return { pool: new RetryingPool({ ...config, Client: SessionClient }), isPooled: () => is_pooled }
}

/** For a session behind a pooler in session mode, which keeps what is set. */
export async function applySettings(client: ClientBase, settings: Settings): Promise<void> {
  for (const [name, value] of Object.entries(settings))
    await client.query('select set_config($1, $2, false)', [name, value])
}

export const CONNECT_TIMEOUT_MS = 5_000 // Postgres answers in milliseconds, and a caller waits

/** Settings that are not in force on a connection, a sentence each: a pooler in between does not pass them on. */
export async function findSettingFaults(db: Db): Promise<readonly string[]> {
  const wanted = { ...FORWARDED, ...ROLE_SETTINGS }
  const { rows } = await sql<{ name: string; setting: string }>`
    select name, setting from pg_settings where name = any (${Object.keys(wanted)}::text[]) order by name`.execute(
    db,
  )
  const differing = rows.filter(({ name, setting }) => wanted[name]?.toLowerCase() !== setting.toLowerCase())
  if (differing.length === 0) return []
  const list = differing.map(({ name, setting }) => `${name} is ${setting} instead of ${wanted[name]}`)
  return [
    `A pooler between the API and Postgres does not pass on what the API asks for (${list.join(', ')}): run pnpm migrate as the role of the API, then RECONNECT in PgBouncer's console.`,
  ]
}
