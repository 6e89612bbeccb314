import { readdir, readFile } from 'node:fs/promises'
import { PGlite } from '@electric-sql/pglite'
import { pgDump } from '@electric-sql/pglite-tools/pg_dump'

const MIGRATIONS = new URL('../../../db/migrations/', import.meta.url)

/** What differs from version to version of pg_dump and says nothing of the schema. */
const NOISE = /^(--|SET |SELECT pg_catalog\.set_config|\\(un)?restrict )/

/**
 * The schema the migrations make, as pg_dump writes it. It comes from PGlite, a Postgres that needs no server and brings
 * its own pg_dump, so that every machine writes the same.
 */
export async function dumpSchema(): Promise<string> {
  const database = await PGlite.create()
  try {
    const names = (await readdir(MIGRATIONS)).filter((name) => name.endsWith('.sql')).toSorted()
    for (const name of names) await database.exec(await readFile(new URL(name, MIGRATIONS), 'utf8'))
    const dump = await pgDump({ pg: database, args: ['--schema-only', '--no-owner', '--no-privileges'] })
    const lines = (await dump.text()).split('\n').filter((line) => !NOISE.test(line))
    return `-- Written by \`pnpm db:dump\` from db/migrations; never edited.\n\n${fold(lines)}\n`
  } finally {
    await database.close()
  }
}

function fold(lines: readonly string[]): string {
  return lines
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}
