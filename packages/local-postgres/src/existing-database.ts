import { rename } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { OperatorError } from '@dutybell/shared/errors'
import { type Layout, layoutOf, urlOf } from './layout.ts'
import { type Postmaster, readPostmaster } from './postmaster.ts'

const FAST_SHUTDOWN_MS = 20_000
const IMMEDIATE_SHUTDOWN_MS = 5_000
const POLL_MS = 20

/** The URL of the embedded database of this data folder, if it accepts connections. */
export async function findRunningPostgres(dataDir: string): Promise<string | undefined> {
  const layout = layoutOf(dataDir)
  const running = await readPostmaster(layout)
  return running?.ready ? urlOf(layout, running.port) : undefined
}

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

/** Stops the server of a killed run. Throws OperatorError if the server is in use. */
export async function stopOrphan(layout: Layout, warn: (message: string) => void): Promise<void> {
  const running = await readPostmaster(layout)
  if (!running) return
  if (running.owned) throw alreadyRunning(layout, running.pid)
  warn('stopping the database of an earlier run that was killed')
  if (await ends(layout, running, 'SIGINT', FAST_SHUTDOWN_MS)) return
  if (await ends(layout, running, 'SIGQUIT', IMMEDIATE_SHUTDOWN_MS)) return
  throw new OperatorError(
    `The Postgres of an earlier run in ${layout.root} (process ${running.pid}) does not stop: end it.`,
  )
}

export function alreadyRunning(layout: Layout, pid?: number): OperatorError {
  const process = pid ? ` (its Postgres is process ${pid})` : ''
  return new OperatorError(
    `Dutybell is already running on ${layout.root}${process}. Stop it first, or give this one another DATA_DIR.`,
  )
}

/** Postgres removes its lock file last. The process may remain as a zombie, if its new parent does not collect it. */
async function ends(
  layout: Layout,
  { pid }: Postmaster,
  signal: NodeJS.Signals,
  withinMs: number,
): Promise<boolean> {
  try {
    process.kill(pid, signal)
  } catch {
    return true // it has ended
  }
  const deadline = performance.now() + withinMs
  while ((await readPostmaster(layout))?.pid === pid) {
    if (performance.now() > deadline) return false
    await sleep(POLL_MS)
  }
  return true
}
