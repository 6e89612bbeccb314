import type { Db } from '@dutybell/shared/db/client'
import { isDatabaseUnavailable } from '@dutybell/shared/db/failures'
import { requireSuitable } from '@dutybell/shared/db/require-suitable'
import { readSchemaFiles, type SchemaFiles } from '@dutybell/shared/db/schema-files'
import { readSchemaState, whyUnusable } from '@dutybell/shared/db/schema-state'
import { messageOf, OperatorError } from '@dutybell/shared/errors'
import type { PreflightLine } from '@dutybell/shared/preflight/results'
import { sql } from 'kysely'
import { compareZoneData } from '../health/compare-zone-data.ts'
import { failure, ok, unknown, warning } from './lines.ts'

const DATABASE = { key: 'database', title: 'Database' }
const MIGRATIONS = { key: 'migrations', title: 'Migrations' }
const RIGHTS = { key: 'rights', title: 'Rights in the database' }
const ZONE = { key: 'zone_data', title: 'Time zone data' }

const OLDEST = 150_000 // Postgres 15, as `server_version_num` puts it

export interface DatabaseSettings {
  readonly db: Db
  readonly connection_string: string
  readonly time_zone: string
}

export async function checkDatabase(settings: DatabaseSettings): Promise<PreflightLine[]> {
  const { db, time_zone } = settings
  const database = await checkServer(settings)
  if (database.outcome === 'failure')
    return [
      database,
      ...[MIGRATIONS, RIGHTS, ZONE].map((subject) =>
        unknown(subject, 'the database does not fit', 'Correct the database first.'),
      ),
    ]
  const files = await readSchemaFiles()
  const rights = await checkRights(db, files)
  const zone_data = await checkZoneData(db, time_zone)
  if (rights.outcome === 'failure')
    return [
      database,
      unknown(MIGRATIONS, 'the user may not read all tables', 'Correct the rights first.'),
      rights,
      zone_data,
    ]
  const migrations = await checkMigrations(db, files)
  const is_migrated = migrations.outcome !== 'failure'
  return [
    database,
    migrations,
    is_migrated ? rights : unknown(RIGHTS, 'the database is not migrated', 'Run pnpm migrate.'),
    zone_data,
  ]
}

async function checkServer({ db, connection_string, time_zone }: DatabaseSettings): Promise<PreflightLine> {
  try {
    const { rows } = await sql<{ version: string; number: number }>`
      select current_setting('server_version') as version, current_setting('server_version_num')::integer as number`.execute(
      db,
    )
    const { version = '', number = 0 } = rows[0] ?? {}
    if (number < OLDEST)
      return failure(
        DATABASE,
        `Postgres ${version} is older than 15.`,
        'Upgrade Postgres, or use another server.',
      )
    await requireSuitable(connection_string, time_zone, 'notifier')
    return ok(DATABASE, `Postgres ${version}.`)
  } catch (error) {
    if (error instanceof OperatorError)
      return failure(DATABASE, error.message, 'Change the database, or DATABASE_URL, as the text says.')
    if (!isDatabaseUnavailable(error)) throw error
    return failure(
      DATABASE,
      `It cannot be reached: ${messageOf(error)}.`,
      'Start Postgres, and check host, port, user, password and database name of DATABASE_URL.',
    )
  }
}

async function checkMigrations(db: Db, files: SchemaFiles): Promise<PreflightLine> {
  const state = await readSchemaState(db)
  const faults = whyUnusable(files, state)
  if (faults.length > 0) return failure(MIGRATIONS, faults.join(' '), 'Run pnpm migrate.')
  if (state.release !== files.release)
    return warning(
      MIGRATIONS,
      `Release ${state.release} migrated the database, and this is release ${files.release}.`,
      'Finish the upgrade: start the services of the newer release.',
    )
  return ok(MIGRATIONS, `Those of release ${files.release}.`)
}

async function checkRights(db: Db, { migrations }: SchemaFiles): Promise<PreflightLine> {
  const tables = migrations.flatMap(({ text }) =>
    [...text.matchAll(/^create table (\w+)/gmu)].flatMap(([, name]) => name ?? []),
  )
  const { rows } = await sql<{ name: string; role: string }>`
    select c.oid::regclass::text as name, current_user::text as role
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p')
      and (n.nspname = coalesce(current_schema(), 'public') and c.relname = any(${tables}) or n.nspname = 'graphile_worker')
      and not (
        has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')
        and has_table_privilege(c.oid, 'insert')
        -- Entries of the audit log are never changed.
        and (c.relname = 'audit_log' or has_table_privilege(c.oid, 'update') and has_table_privilege(c.oid, 'delete'))
      )
    order by 1`.execute(db)
  const [first] = rows
  if (first === undefined) return ok(RIGHTS, 'All tables can be read and written.')
  return failure(
    RIGHTS,
    `The user ${first.role} may not read and write ${rows.map(({ name }) => name).join(', ')}.`,
    'Use the user that ran pnpm migrate, or grant select, insert, update and delete on these tables, and usage on their schema.',
  )
}

async function checkZoneData(db: Db, time_zone: string): Promise<PreflightLine> {
  const difference = await compareZoneData(db, time_zone)
  if (difference === undefined) return ok(ZONE, `Node and Postgres agree about ${time_zone}.`)
  return warning(
    ZONE,
    difference,
    'Update the older one: the package tzdata of the database server, or Node.',
  )
}
