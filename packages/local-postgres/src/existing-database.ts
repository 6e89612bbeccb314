import { existsSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { OperatorError } from '@dutybell/shared/errors'
import { type Layout, layoutOf, urlOf } from './layout.ts'
import { readPostmaster } from './postmaster.ts'
import { dropShellSettings } from './shell-settings.ts'

const POLL_MS = 20

/** The URL of the embedded database of this data folder, if it accepts connections. */
export async function findRunningPostgres(dataDir: string): Promise<string | undefined> {
  const layout = layoutOf(dataDir)
  const running = await readPostmaster(layout)
  if (!running?.ready) return undefined
  dropShellSettings()
  return urlOf(layout, running.port)
}

/**
 * Renames the embedded database of a data folder, so that the next start creates a new one. Nothing is deleted.
 *
 * @returns the folder where the old database is now; undefined: there was none
 * @throws {OperatorError} where the database is in use
 */
export async function setDatabaseAside(dataDir: string): Promise<string | undefined> {
  const layout = layoutOf(dataDir)
  await stopOrphan(layout)
  if (!existsSync(layout.root)) return undefined
  const time = Temporal.Now.instant().toString({ smallestUnit: 'second' })
  const aside = `${layout.root}-${time.replaceAll(':', '-')}`
  await rename(layout.root, aside)
  return aside
}

/** Stops the server of a killed run. Throws OperatorError if the server is in use. */
export async function stopOrphan(layout: Layout, warn?: (message: string) => void): Promise<void> {
  const running = await readPostmaster(layout)
  if (!running) return
  const { pid, owned } = running
  if (owned)
    throw new OperatorError(
      `Dutybell is already running on ${layout.root} (its Postgres is process ${pid}). Stop it first, or give this one another DATA_DIR.`,
    )
  warn?.('stopping the database of an earlier run that was killed')
  process.kill(pid, 'SIGQUIT') // loses nothing, but costs a recovery at the next start
  // Postgres removes its lock file last. The process may remain as a zombie, if its new parent does not collect it.
  while ((await readPostmaster(layout))?.pid === pid) await sleep(POLL_MS)
}
