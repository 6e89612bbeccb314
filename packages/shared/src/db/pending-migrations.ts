import { readdir } from 'node:fs/promises'
import { sql } from 'kysely'
import type { Db } from './client.ts'

const MIGRATIONS = new URL('../../../../db/migrations/', import.meta.url)

/**
 * The names of migrations this version of the program has and the database lacks.
 *
 * @throws where the database cannot be reached or was never migrated
 */
export async function pendingMigrations(db: Db): Promise<readonly string[]> {
  const names = (await readdir(MIGRATIONS)).filter((name) => name.endsWith('.sql'))
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db)
  const applied = new Set(rows.map((row) => row.name))
  return names.map((name) => name.slice(0, -'.sql'.length)).filter((name) => !applied.has(name))
}
