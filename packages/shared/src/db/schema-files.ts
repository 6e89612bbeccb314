import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { WORKSPACE_ROOT } from '../config/read-environment.ts'

export interface SqlFile {
  /** Without folder and extension: `0001_baseline`, `claim_deliveries`. */
  readonly name: string
  readonly text: string
  /** SHA-256 of the text, in hex. */
  readonly hash: string
}

/** The schema of one release. */
export interface SchemaFiles {
  /** Version of the root package.json. */
  readonly release: string
  readonly bookkeeping: string
  /** In the order in which they are applied. */
  readonly migrations: readonly SqlFile[]
  readonly functions: readonly SqlFile[]
}

/** Reads `package.json` and `db/` of the workspace. */
export async function readSchemaFiles(): Promise<SchemaFiles> {
  const folder = pathToFileURL(WORKSPACE_ROOT)
  const [manifest, bookkeeping, migrations, functions] = await Promise.all([
    readFile(new URL('package.json', folder), 'utf8'),
    readFile(new URL('db/bookkeeping.sql', folder), 'utf8'),
    readSqlFiles(new URL('db/migrations/', folder)),
    readSqlFiles(new URL('db/functions/', folder)),
  ])
  return { release: releaseOf(manifest), bookkeeping, migrations, functions }
}

async function readSqlFiles(folder: URL): Promise<readonly SqlFile[]> {
  const paths = (await readdir(folder, { recursive: true })).filter((path) => path.endsWith('.sql'))
  const files = paths.map(async (path): Promise<SqlFile> => {
    const text = await readFile(new URL(path, folder), 'utf8')
    const name = path.slice(path.lastIndexOf('/') + 1, -'.sql'.length)
    return { name, text, hash: createHash('sha256').update(text).digest('hex') }
  })
  return (await Promise.all(files)).toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

function releaseOf(manifest: string): string {
  const parsed: unknown = JSON.parse(manifest)
  const is_versioned = typeof parsed === 'object' && parsed !== null && 'version' in parsed
  if (!is_versioned || typeof parsed.version !== 'string' || !/^\d+\.\d+\.\d+$/.test(parsed.version))
    throw new Error('The root package.json needs a version of the form major.minor.patch.')
  return parsed.version
}

/** Below 0 where release `a` is older than `b`, 0 where they are the same; both as `major.minor.patch`. */
export function compareReleases(a: string, b: string): number {
  const [left, right] = [a, b].map((release) => release.split('.').map(Number))
  for (const [index, part] of (left ?? []).entries()) {
    const difference = part - (right?.[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
