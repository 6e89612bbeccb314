import { readSchemaFiles } from '@dutybell/shared/db/schema-files'
import { PGlite } from '@electric-sql/pglite'
import { pgDump } from '@electric-sql/pglite-tools/pg_dump'

/** Lines that differ between versions of pg_dump and do not describe the schema. */
const NOISE = /^(--|SET |SELECT pg_catalog\.set_config|\\(un)?restrict )/

/**
 * The schema of db/migrations and db/functions, as pg_dump writes it. It comes from PGlite, which needs no server and has its own
 * pg_dump, so that every machine writes the same file.
 */
export async function dumpSchema(): Promise<string> {
  const database = await PGlite.create()
  try {
    const { bookkeeping, migrations, functions } = await readSchemaFiles()
    await database.exec(bookkeeping)
    for (const { text } of migrations) await database.exec(text)
    await database.exec('set check_function_bodies = off')
    for (const { text } of functions) await database.exec(text)
    const dump = await pgDump({ pg: database, args: ['--schema-only', '--no-owner', '--no-privileges'] })
    const lines = (await dump.text()).split('\n').filter((line) => !NOISE.test(line))
    return `-- Written by \`pnpm db:dump\` from db/migrations and db/functions; never edited.\n\n${fold(lines)}\n`
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
