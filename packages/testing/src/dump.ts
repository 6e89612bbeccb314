import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runCommand } from '@dutybell/shared/lifecycle/run-command'
import { databaseUrl, startTestCluster } from './cluster.ts'
import { dumpSchema } from './dump-schema.ts'
import { generateTypes } from './generate-types.ts'

const help = `Usage: pnpm db:dump

Writes db/schema.sql and the Kysely types (packages/shared/src/db/types.ts) from db/migrations and db/functions. It
starts a temporary Postgres for that, unless TEST_DATABASE_URL names a server.

  -h, --help   this text

Exit codes: 0 written, 1 failed, 2 wrong usage.`

const ROOT = join(import.meta.dirname, '..', '..', '..')

await runCommand({
  help,
  options: {},
  async run() {
    await writeFile(join(ROOT, 'db', 'schema.sql'), await dumpSchema())
    const cluster = await startTestCluster()
    try {
      const { TEST_CLUSTER_URL, TEST_TEMPLATE } = cluster.env
      process.exitCode = await generateTypes(ROOT, databaseUrl(TEST_CLUSTER_URL, TEST_TEMPLATE))
    } finally {
      await cluster.stop()
    }
  },
})
