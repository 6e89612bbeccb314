import type { Database } from '@dutybell/shared/db/client'
import type { SchemaFiles } from '@dutybell/shared/db/schema-files'
import { readSchemaState, whyUnusable } from '@dutybell/shared/db/schema-state'
import { findSettingFaults } from '@dutybell/shared/db/session'
import { AppError } from '@dutybell/shared/errors'
import { DatabaseError, type Pool } from 'pg'

/** A connection is free within milliseconds; when none is for so long, requests fail. */
const CONNECTION_WAIT_MS = 2_000
const RETRY_AFTER_SECONDS = 5

/** More rows than fit into the memory that the statement allows itself, so that Postgres writes them to its disk. */
const WRITE_PROBE = `
  set local work_mem = '64kB';
  set local temp_tablespaces = '';
  select count(*) from generate_series(1, 10000)`

/**
 * Resolves if the database can serve requests: reachable, writable, with this release's schema and the settings that the API asks for.
 *
 * @throws {AppError} `not_ready` with the reasons, `overloaded` where every connection is in use; else the error of the database
 */
export async function checkReadiness({ db, pool }: Database, schema: SchemaFiles): Promise<void> {
  const checks = findReasons(pool, async () => [
    ...whyUnusable(schema, await readSchemaState(db)),
    ...(await findSettingFaults(db)),
  ])
  const { promise: used_up, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    const detail = `All ${pool.totalCount} database connections are in use, and none became free within ${CONNECTION_WAIT_MS / 1_000} s.`
    if (isUsedUp(pool))
      reject(new AppError('overloaded', detail, { retry_after_seconds: RETRY_AFTER_SECONDS }))
  }, CONNECTION_WAIT_MS)
  try {
    const reasons = await Promise.race([checks, used_up])
    if (reasons.length > 0) throw new AppError('not_ready', reasons.join(' '))
  } finally {
    clearTimeout(timer)
  }
}

async function findReasons(
  pool: Pool,
  findOtherFaults: () => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const { rows } = await pool.query<{ is_standby: boolean; is_read_only: boolean }>(
    `select pg_is_in_recovery() as is_standby, current_setting('transaction_read_only')::boolean as is_read_only`,
  )
  if (rows[0]?.is_standby)
    return ['The database is a hot standby and takes no writes: point DATABASE_URL at the primary.']
  if (rows[0]?.is_read_only)
    return [
      'The database takes no writes: default_transaction_read_only is on. Some providers set it when the disk is full.',
    ]
  return [...(await findOtherFaults()), ...(await findDiskFaults(pool))]
}

async function findDiskFaults(pool: Pool): Promise<readonly string[]> {
  try {
    await pool.query(WRITE_PROBE)
    return []
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    if (error.code === '53400') return [] // temp_file_limit of the role: it says nothing about the disk
    if (error.code !== '53100') throw error
    return [`The disk of the database is full (${error.message}): free space on it.`]
  }
}

function isUsedUp({ totalCount, idleCount, waitingCount, options }: Pool): boolean {
  return totalCount >= (options.max ?? 0) && idleCount === 0 && waitingCount > 0
}
