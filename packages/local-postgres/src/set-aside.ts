import { rename } from 'node:fs/promises'
import { findRunningPostgres } from './find-running-postgres.ts'
import { layoutOf } from './layout.ts'
import { OperatorError } from '@dutybell/shared/errors'

/**
 * Renames the embedded database of a data folder, so that the next start creates a new one. Nothing is deleted.
 *
 * @returns the folder where the old database is now; undefined: there was none
 * @throws {OperatorError} where the database is running
 */
export async function setDatabaseAside(dataDir: string): Promise<string | undefined> {
  const { root } = layoutOf(dataDir)
  if (await findRunningPostgres(dataDir))
    throw new OperatorError(`The embedded database in ${root} is running: stop its \`pnpm start\` first.`)
  const aside = `${root}-${Temporal.Now.instant().toString({ smallestUnit: 'second' }).replaceAll(':', '-')}`
  try {
    await rename(root, aside)
    return aside
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
