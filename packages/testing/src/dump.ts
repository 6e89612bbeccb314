/** `pnpm db:dump`: writes db/schema.sql and the Kysely types anew from the migrations. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { databaseUrl, startTestCluster } from './cluster.ts'
import { dumpSchema } from './dump-schema.ts'
import { generateTypes } from './generate-types.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')

await writeFile(join(ROOT, 'db', 'schema.sql'), await dumpSchema())
const cluster = await startTestCluster()
try {
  process.exitCode = await generateTypes(
    ROOT,
    databaseUrl(cluster.env.TEST_CLUSTER_URL, cluster.env.TEST_TEMPLATE),
  )
} finally {
  await cluster.stop()
}
