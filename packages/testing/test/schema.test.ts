import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'tap'
import { startTestCluster } from '../src/cluster.ts'
import { dumpSchema } from '../src/dump-schema.ts'
import { generateTypes } from '../src/generate-types.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')

test('db/schema.sql: what the migrations make, else pnpm db:dump was forgotten', async (t) => {
  t.equal(await readFile(join(ROOT, 'db', 'schema.sql'), 'utf8'), await dumpSchema())
})

test('the Kysely types: what the migrated database has, else pnpm db:dump was forgotten', async (t) => {
  const { TEST_CLUSTER_URL, TEST_TEMPLATE } = process.env
  if (TEST_CLUSTER_URL && TEST_TEMPLATE) {
    t.equal(await generateTypes(ROOT, { TEST_CLUSTER_URL, TEST_TEMPLATE }, '--verify'), 0)
    return
  }
  const cluster = await startTestCluster()
  t.teardown(() => cluster.stop())
  t.equal(await generateTypes(ROOT, cluster.env, '--verify'), 0)
})
