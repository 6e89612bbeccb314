import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'tap'
import { createTestDatabase } from '../src/cluster.ts'
import { dumpSchema } from '../src/dump-schema.ts'
import { generateTypes } from '../src/generate-types.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')

test('db/schema.sql: the schema of db/migrations and db/functions, else run pnpm generate', async (t) => {
  t.equal(await readFile(join(ROOT, 'db', 'schema.sql'), 'utf8'), await dumpSchema())
})

test('the Kysely types: those of a migrated database, else run pnpm generate', async (t) => {
  const { url } = await createTestDatabase(t) // a connection to the template would keep other tests from cloning it
  t.equal(await generateTypes(ROOT, url, '--verify'), 0)
})
