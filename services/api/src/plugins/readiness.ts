import { askWithin } from '@dutybell/shared/db/ask-within'
import type { Db } from '@dutybell/shared/db/client'
import type { SchemaFiles } from '@dutybell/shared/db/schema-files'
import { readSchemaState, whyUnusable } from '@dutybell/shared/db/schema-state'
import { findSettingFaults } from '@dutybell/shared/db/session'
import { AppError } from '@dutybell/shared/errors'
import { sql } from 'kysely'
import { DatabaseError, type Pool } from 'pg'

const RETRY_AFTER_SECONDS = 5

/** More rows than fit into the memory that the statement allows itself, so that Postgres writes them to its disk. */
const WRITE_PROBE = sql`
  set local work_mem = '64kB';
  set local temp_tablespaces = '';
  select count(*) from generate_series(1, 10000)`

/**
 * Resolves if the database can serve requests: reachable, writable, with this release's schema and the settings that the API asks for.
 *
 * @throws {AppError} `not_ready` with the reasons, `overloaded` where every connection is in use, `database_unavailable` where it does
 *   not answer; else the error of the database
 */
export async function checkReadiness(pool: Pool, schema: SchemaFiles): Promise<void> {
  const asked = await askWithin(pool, (db) => findReasons(db, schema))
  if (asked.kind === 'answered') {
    if (asked.answer.length > 0) throw new AppError('not_ready', asked.answer.join(' '))
    return
  }
  const code = asked.kind === 'used_up' ? 'overloaded' : 'database_unavailable'
  throw new AppError(code, asked.reason, { retry_after_seconds: RETRY_AFTER_SECONDS })
}

async function findReasons(db: Db, schema: SchemaFiles): Promise<readonly string[]> {
  const { rows } = await sql<{ is_standby: boolean; is_read_only: boolean }>`
    select pg_is_in_recovery() as is_standby, current_setting('transaction_read_only')::boolean as is_read_only`.execute(
    db,
  )
  if (rows[0]?.is_standby)
    return ['The database is a hot standby and takes no writes: point DATABASE_URL at the primary.']
  if (rows[0]?.is_read_only)
    return [
      'The database takes no writes: default_transaction_read_only is on. Some providers set it when the disk is full.',
    ]
  return [
    ...whyUnusable(schema, await readSchemaState(db)),
    ...(await findSettingFaults(db)),
    ...(await findDiskFaults(db)),
  ]
}

async function findDiskFaults(db: Db): Promise<readonly string[]> {
  try {
    await WRITE_PROBE.execute(db)
    return []
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    if (error.code === '53400') return [] // temp_file_limit of the role: it says nothing about the disk
    if (error.code !== '53100') throw error
    return [`The disk of the database is full (${error.message}): free space on it.`]
  }
}
