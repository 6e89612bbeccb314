import { findRunningPostgres } from '@dutybell/local-postgres/existing-database'
import { type Environment, loadConfig } from '@dutybell/shared/config/load-config'
import { OperatorError } from '@dutybell/shared/errors'
import { dataDirOf } from './data-dir.ts'
import { requireDatabase } from './require-database.ts'

/** The database a command works on: that of DATABASE_URL, else the embedded one that is running. */
export async function commandDatabase(environment: Environment): Promise<string> {
  const { DATABASE_URL } = loadConfig(environment, ['DATABASE_URL'])
  if (DATABASE_URL !== undefined) {
    await requireDatabase(DATABASE_URL)
    return DATABASE_URL
  }
  const dataDir = dataDirOf(environment)
  const running = await findRunningPostgres(dataDir)
  if (running !== undefined) return running
  throw new OperatorError(
    `DATABASE_URL is not set, and no embedded database is running on ${dataDir}. Set DATABASE_URL, or leave \`pnpm start\` running meanwhile.`,
  )
}
