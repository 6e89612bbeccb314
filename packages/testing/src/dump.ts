/** `pnpm db:dump`: writes db/schema.sql and the Kysely types anew from the migrations. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startTestCluster } from './cluster.ts'
import { dumpSchema } from './dump-schema.ts'
import { generateTypes } from './generate-types.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')

await writeFile(join(ROOT, 'db', 'schema.sql'), await dumpSchema())
const cluster = await startTestCluster()
try {
  process.exitCode = await generateTypes(ROOT, cluster.env)
} finally {
  await cluster.stop()
}
