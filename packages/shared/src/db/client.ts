import { Kysely, PostgresDialect, type Transaction } from 'kysely'
import { type ClientBase, type Pool, types } from 'pg'
import type { Logger } from '../logger.ts'
import { breakSilence } from './break-silence.ts'
import type { Tables } from './database.ts'
import { Preparing } from './prepared.ts'
import { applySettings, CONNECT_TIMEOUT_MS, createSessionPool, ROLE_SETTINGS } from './session.ts'

/** Runs single statements, each its own transaction. */
export type Db = Kysely<Tables>
/** Runs statements that must be atomic together; a plain `Db` is refused. */
export type Tx = Transaction<Tables>

export interface Database {
  readonly db: Db
  /** The pool under `db`, for what speaks pg itself. */
  readonly pool: Pool
}

export interface DatabaseOptions {
  readonly connectionString: string
  readonly applicationName: string
  readonly maxConnections: number
  readonly log: Logger
  /** After which a connection that owes an answer is broken; for tests. */
  readonly longestSilenceMs?: number
  /** `off`: no statement is prepared by name. */
  readonly prepared?: 'auto' | 'off' | undefined
  /** Connections keep their session also behind a pooler, so settings can be set on them: {@link requireSessions}. */
  readonly keepsSessions?: boolean
  /** Run on each new connection before its first use; where it throws, the connection is closed. */
  readonly onConnect?: (client: ClientBase) => Promise<void>
}

const LONGEST_SILENCE_MS = 35_000 // longer than statement_timeout: Postgres ends a statement, with an error, before
/**
 * A new connection plans every function again, and its first claim takes ten times as long, so idle ones are kept. The time is shorter
 * than the longest silence: when that shows a connection to be dead, the idle ones that died with it are closed already, and queries
 * do not wait for each of them in turn.
 */
const IDLE_TIMEOUT_MS = 30_000
const KEEP_ALIVE_AFTER_MS = 10_000 // for connections that only listen: by default TCP probes after two hours

/** Opens a pool lazily: the first query connects, and a lost connection fails only the query that runs on it. */
export function openDatabase(options: DatabaseOptions): Database {
  const { onConnect } = options
  const preparing = options.prepared === 'off' ? undefined : new Preparing()
  const { pool, isPooled } = createSessionPool({
    connectionString: options.connectionString,
    application_name: options.applicationName,
    max: options.maxConnections,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    types: { getTypeParser },
    // Before anything is asked on it; pg waits for the promise.
    onConnect: (client: ClientBase): unknown => prepareConnection(client),
  })
  async function prepareConnection(client: ClientBase): Promise<void> {
    preparing?.apply(client, isPooled())
    breakSilence(client, options.longestSilenceMs ?? LONGEST_SILENCE_MS)
    if (options.keepsSessions && isPooled()) await applySettings(client, ROLE_SETTINGS)
    await onConnect?.(client)
  }
  pool.on('error', (err) => options.log.warn({ err }, 'Idle database connection lost'))
  // A client in use is its user's: without a handler, losing it between two queries would end the process.
  pool.on('connect', (client) =>
    client.on('error', (err) => options.log.debug({ err }, 'Database connection lost')),
  )
  return { db: new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }), pool }
}

/** Civil dates and instants are Temporal's; a bigint of ours counts rows and fits a number. */
const PARSERS = new Map<number, (text: string) => unknown>([
  [types.builtins.DATE, (text) => Temporal.PlainDate.from(text)],
  [types.builtins.TIMESTAMPTZ, (text) => (text === '-infinity' ? null : Temporal.Instant.from(text))],
  [types.builtins.INT8, Number],
])

const getTypeParser: typeof types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  PARSERS.get(oid) ?? types.getTypeParser(oid, format)
