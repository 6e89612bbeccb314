import { type QueryExecutorProvider, sql } from 'kysely'
import { compareReleases, type SchemaFiles, type SqlFile } from './schema-files.ts'

/** The schema of a database, as `migrate` left it. */
export interface SchemaState {
  /** Of the release that migrated last; null: never migrated. */
  readonly release: string | null
  /** Checksums by name. */
  readonly migrations: ReadonlyMap<string, string>
  /** Hashes by name. */
  readonly functions: ReadonlyMap<string, string>
  /** Migrated by a version before release 0.1.0, whose migrations are not continued. */
  readonly is_older_layout: boolean
}

/** @throws where the database cannot be reached */
export async function readSchemaState(db: QueryExecutorProvider): Promise<SchemaState> {
  const found = await sql<{ is_migrated: boolean; is_older_layout: boolean }>`
    select to_regclass('schema_release') is not null as is_migrated,
      to_regclass('kysely_migration') is not null as is_older_layout`.execute(db)
  const { is_migrated = false, is_older_layout = false } = found.rows[0] ?? {}
  if (!is_migrated) return { release: null, migrations: new Map(), functions: new Map(), is_older_layout }
  const releases = await sql<{ release: string; function_hashes: Record<string, string> }>`
    select release, function_hashes from schema_release`.execute(db)
  const migrations = await sql<{ name: string; checksum: string }>`
    select name, checksum from schema_migrations order by name collate "C"`.execute(db)
  return {
    release: releases.rows[0]?.release ?? null,
    migrations: new Map(migrations.rows.map((row) => [row.name, row.checksum])),
    functions: new Map(Object.entries(releases.rows[0]?.function_hashes ?? {})),
    is_older_layout,
  }
}

/**
 * Why a process of this release cannot work on the database, a sentence each; none: it can. A database that a newer release migrated
 * is no reason: replicas of this release continue while an upgrade is rolled out.
 */
export function whyUnusable(files: SchemaFiles, state: SchemaState): readonly string[] {
  if (state.release === null) return ['The database was never migrated: run pnpm migrate.']
  const age = compareReleases(state.release, files.release)
  if (age > 0) return []
  if (age < 0)
    return [
      `Release ${state.release} migrated the database last, this is release ${files.release}: run pnpm migrate.`,
    ]
  return [
    ...describe('migrations are missing or differ', findDifferences(files.migrations, state.migrations)),
    ...describe('functions differ', findDifferences(files.functions, state.functions)),
  ]
}

/** Names whose hash differs, and names that only one side has. */
function findDifferences(files: readonly SqlFile[], applied: ReadonlyMap<string, string>): string[] {
  const hashes = new Map(files.map(({ name, hash }) => [name, hash]))
  const names = new Set([...hashes.keys(), ...applied.keys()])
  return [...names].filter((name) => hashes.get(name) !== applied.get(name))
}

function describe(fault: string, names: readonly string[]): string[] {
  if (names.length === 0) return []
  return [`In the database ${fault} (${names.join(', ')}): run pnpm migrate.`]
}
