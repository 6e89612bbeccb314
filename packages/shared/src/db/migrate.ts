import { readdir, readFile } from 'node:fs/promises'
import { runMigrations } from 'graphile-worker'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { type Migration, type MigrationProvider, Migrator } from 'kysely/migration'
import { Pool } from 'pg'

const MIGRATIONS = new URL('../../../../db/migrations/', import.meta.url)

/**
 * Brings the database to the newest schema, ours and graphile-worker's. Safe when several processes run it at once:
 * one migrates, the others wait for its lock and find nothing left to do.
 *
 * @throws what the failing statement threw, with the migration's name
 */
export async function migrate(connectionString: string): Promise<void> {
  const pool = new Pool({ connectionString, max: 2, application_name: 'dutybell-migrate' })
  pool.on('error', () => {}) // A lost idle connection shows in the next query, which throws.
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  try {
    const { error, results } = await new Migrator({ db, provider: sqlFiles }).migrateToLatest()
    if (error) {
      const failed = results?.find((result) => result.status === 'Error')
      throw new Error(`The migration ${failed?.migrationName ?? 'lock'} failed: ${describe(error)}`, {
        cause: error,
      })
    }
    await migrateGraphileWorker(connectionString, pool)
  } finally {
    await db.destroy()
  }
}

/** graphile-worker's own migrations do not expect company: an advisory lock makes the others wait. */
async function migrateGraphileWorker(connectionString: string, pool: Pool): Promise<void> {
  const lock = await pool.connect()
  try {
    await lock.query(`select pg_advisory_lock(hashtextextended('dutybell:graphile-worker-migration', 0))`)
    await runMigrations({ connectionString })
  } finally {
    lock.release(true)
  }
}

const sqlFiles: MigrationProvider = {
  async getMigrations() {
    const names = (await readdir(MIGRATIONS)).filter((name) => name.endsWith('.sql'))
    const migrations = names.map(async (name): Promise<[string, Migration]> => {
      const text = await readFile(new URL(name, MIGRATIONS), 'utf8')
      return [name.slice(0, -'.sql'.length), { up: async (db) => void (await sql.raw(text).execute(db)) }]
    })
    return Object.fromEntries(await Promise.all(migrations))
  },
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
