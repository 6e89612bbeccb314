import { runMigrations } from 'graphile-worker'
import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely'
import { escapeIdentifier, type Pool } from 'pg'
import { OperatorError } from '../errors.ts'
import { isPermissionDenied } from './failures.ts'
import { compareReleases, readSchemaFiles, type SchemaFiles, type SqlFile } from './schema-files.ts'
import { endFormerSessions } from './end-former-sessions.ts'
import { readSchemaState, type SchemaState } from './schema-state.ts'
import { explainNewerWorkerSchema, readWorkerRevision } from './worker-schema.ts'
import { requireSessions } from './require-suitable.ts'
import { createSessionPool, UNLIMITED } from './session.ts'
import { setRole } from './set-role.ts'

/** The database cannot be migrated by this release: the message says why and what to do. */
export class MigrationError extends OperatorError {
  override name = 'MigrationError'
}

/**
 * Brings a database to the newest schema: migrations, changed functions, then graphile-worker's migrations. One advisory lock is held
 * around all of it: when several processes run it at once, one migrates and the others find nothing to do.
 *
 * @throws {MigrationError} where a newer release or an older layout made the schema, a migration was changed, removed or inserted, or
 *   a statement failed; nothing of the failed migration remains
 * @throws {OperatorError} where the database has another encoding than UTF8, or a pooler in transaction mode is in between
 * @param onApplied called after each step that changed something, with a sentence
 * @returns the statements that set the role for a pooler, where the role may not run them itself
 */
export async function migrate(
  connectionString: string,
  files?: SchemaFiles,
  onApplied: (sentence: string) => void = () => {},
): Promise<readonly string[]> {
  const schema = files ?? (await readSchemaFiles())
  await requireSessions(connectionString)
  const { pool } = createSessionPool(
    { connectionString, max: 2, application_name: 'dutybell-migrate' },
    UNLIMITED,
  )
  // The query in progress throws.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  try {
    return await db.connection().execute(async (connection) => {
      const work = migrateOn(connection, schema, pool, onApplied)
      return work.catch(async (error: unknown) => {
        throw isDenied(error)
          ? await describeMissingRight(connection, error)
          : explainNewerWorkerSchema(error)
      })
    })
  } finally {
    await db.destroy() // ends the session, and with it the lock
  }
}

async function migrateOn(
  db: Kysely<unknown>,
  schema: SchemaFiles,
  pool: Pool,
  onApplied: (sentence: string) => void,
): Promise<readonly string[]> {
  await sql`select pg_advisory_lock(hashtextextended('dutybell:migrate', 0))`.execute(db)
  const before = await readSchemaState(db)
  refuseUnlessMigratable(schema, before)
  await sql.raw(schema.bookkeeping).execute(db)
  const missing = schema.migrations.filter(({ name }) => !before.migrations.has(name))
  for (const migration of missing) {
    await applyMigration(db, migration)
    onApplied(`Applied the migration ${migration.name}.`)
  }
  const functions = await applyFunctions(db, schema, before)
  if (functions > 0) onApplied(`Applied ${functions} ${functions === 1 ? 'function' : 'functions'}.`)
  const revision = await readWorkerRevision(db)
  await runMigrations({ pgPool: pool })
  const newest = await readWorkerRevision(db)
  if (newest !== revision) onApplied(`Migrated graphile-worker to revision ${newest}.`)
  const ended = before.migrations.size > 0 && missing.length > 0 ? await endFormerSessions(db) : 0
  if (ended > 0) onApplied(`Ended the sessions of running services, which connect anew: ${ended}.`)
  return setRole(db)
}

function isDenied(error: unknown): boolean {
  return isPermissionDenied(error) || (error instanceof MigrationError && isPermissionDenied(error.cause))
}

async function describeMissingRight(db: Kysely<unknown>, error: unknown): Promise<MigrationError> {
  const { rows } = await sql<{ role: string; database: string }>`
    select session_user as role, current_database() as database`.execute(db)
  const { role = '', database = '' } = rows[0] ?? {}
  const owner = `alter database ${escapeIdentifier(database)} owner to ${escapeIdentifier(role)};`
  return new MigrationError(
    `The user ${role} has not the right to migrate the database ${database} (${wordsOf(error)}). Run migrate as the user that owns the database and migrated it before, or give it to this one as a superuser: ${owner}`,
    { cause: error },
  )
}

function refuseUnlessMigratable(schema: SchemaFiles, state: SchemaState): void {
  if (state.is_older_layout)
    throw new MigrationError(
      'The database has the layout of a version before 0.1.0, which cannot be migrated. `pnpm start --fresh` sets the embedded database aside and creates a new one; elsewhere, create a new database.',
    )
  if (state.release !== null && compareReleases(state.release, schema.release) > 0)
    throw new MigrationError(
      `Release ${state.release} migrated the database last, this is release ${schema.release}: run migrate of release ${state.release} or later.`,
    )
  const faults = [...findChanged(schema, state), ...findInserted(schema, state)]
  if (faults.length > 0) throw new MigrationError(faults.join('\n'))
}

function findChanged(schema: SchemaFiles, state: SchemaState): string[] {
  const hashes = new Map(schema.migrations.map(({ name, hash }) => [name, hash]))
  return [...state.migrations].flatMap(([name, checksum]) => {
    const hash = hashes.get(name)
    if (hash === undefined)
      return [
        `The migration ${name} is applied in the database and missing in db/migrations: restore its file.`,
      ]
    if (hash !== checksum)
      return [
        `The migration ${name} was changed after it was applied: restore its text and put the change into a new migration.`,
      ]
    return []
  })
}

function findInserted(schema: SchemaFiles, state: SchemaState): string[] {
  const last = [...state.migrations.keys()].at(-1)
  if (last === undefined) return []
  return schema.migrations
    .filter(({ name }) => !state.migrations.has(name) && name < last)
    .map(
      ({ name }) => `The migration ${name} comes before ${last}, which is applied: give it a higher number.`,
    )
}

async function applyMigration(db: Kysely<unknown>, { name, text, hash }: SqlFile): Promise<void> {
  await inTransaction(db, `migration ${name}`, async (tx) => {
    await sql.raw(text).execute(tx)
    await sql`insert into schema_migrations (name, checksum) values (${name}, ${hash})`.execute(tx)
  })
}

/** All changed functions in one transaction: a process sees the old ones or the new ones. Bodies are checked when they first run. */
async function applyFunctions(
  db: Kysely<unknown>,
  schema: SchemaFiles,
  before: SchemaState,
): Promise<number> {
  const changed = schema.functions.filter(({ name, hash }) => before.functions.get(name) !== hash)
  const hashes = Object.fromEntries(schema.functions.map(({ name, hash }) => [name, hash]))
  await inTransaction(db, 'update of the functions', async (tx) => {
    await sql`set local check_function_bodies = off`.execute(tx)
    for (const { name, text } of changed)
      await sql
        .raw(text)
        .execute(tx)
        .catch((error: unknown) => {
          throw new MigrationError(`The function ${name} was refused: ${wordsOf(error)}`, { cause: error })
        })
    await sql`
      insert into schema_release (release, function_hashes) values (${schema.release}, ${JSON.stringify(hashes)}::jsonb)
      on conflict (is_only_row) do update set
        release = excluded.release, function_hashes = excluded.function_hashes, migrated_at = clock_timestamp()`.execute(
      tx,
    )
  })
  return changed.length
}

async function inTransaction(
  db: Kysely<unknown>,
  subject: string,
  work: (tx: Transaction<unknown>) => Promise<void>,
): Promise<void> {
  try {
    await db.transaction().execute(work)
  } catch (error) {
    if (error instanceof MigrationError) throw error
    throw new MigrationError(`The ${subject} failed: ${wordsOf(error)}`, { cause: error })
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
