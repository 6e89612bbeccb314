import { mkdir, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Client } from 'pg'
import { stopOrphan } from './existing-database.ts'
import { anyFreePort } from './free-port.ts'
import { type Guard, spawnGuard } from './guard.ts'
import { initialiseCluster } from './initialise-cluster.ts'
import { DATABASE, type Layout, layoutOf, urlOf } from './layout.ts'
import { type Launched, launchPostmaster, type Settings } from './postmaster.ts'
import { findPrograms } from './programs.ts'
import { dropShellSettings } from './shell-settings.ts'

export type LocalPostgresOptions = {
  dataDir: string
  onWarning?: (message: string) => void
  settings?: Settings
  /** Aborted, the start ends: it rejects with the reason, and no server is left. */
  signal?: AbortSignal
  /** The data folder is removed when the server stops, also when this process is killed. */
  temporary?: boolean
}

export type LocalPostgres = {
  url: string
  /** Fulfilled when the server ends for any reason. */
  ended: Promise<unknown>
  /** A fast shutdown; past the time an immediate one, which loses nothing but costs a recovery at the next start. */
  stop(withinMs?: number): Promise<void>
  /** An immediate shutdown. */
  kill(): void
}

const STOP_MS = 8_000
const CLIENTS_GRACE_SECONDS = 9 // services whose starter was killed stop by themselves, in 8.5 s at most

/** Throws OperatorError where a person can do something about it. */
export async function startLocalPostgres(options: LocalPostgresOptions): Promise<LocalPostgres> {
  const { temporary = false } = options
  const dataDir = resolve(options.dataDir)
  const layout = layoutOf(dataDir)
  dropShellSettings()
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  await stopOrphan(layout, options.onWarning)
  const { child, port, ended, guard } = await launch(layout, options, (pid) =>
    temporary ? spawnGuard(pid, layout, 0, dataDir) : spawnGuard(pid, layout, CLIENTS_GRACE_SECONDS),
  )
  const stop = async (withinMs: number): Promise<void> => {
    await guard.dismiss()
    child.kill(temporary ? 'SIGQUIT' : 'SIGINT')
    const deadline = setTimeout(() => child.kill('SIGQUIT'), withinMs)
    await ended
    clearTimeout(deadline)
    if (temporary) await rm(dataDir, { recursive: true, force: true })
  }
  let stopping: Promise<void> | undefined
  const local: LocalPostgres = {
    url: await urlOf(layout, port),
    ended,
    stop: (withinMs = STOP_MS) => (stopping ??= stop(withinMs)),
    kill: () => void child.kill('SIGQUIT'),
  }
  try {
    await createDatabase(await urlOf(layout, port, 'postgres'))
    options.signal?.throwIfAborted()
  } catch (error) {
    await local.stop()
    throw error
  }
  return local
}

async function launch(
  layout: Layout,
  options: LocalPostgresOptions,
  guard: (pid: number) => Guard,
): Promise<Launched & { port: number }> {
  const { signal } = options
  const programs = await findPrograms()
  signal?.throwIfAborted()
  await initialiseCluster(layout, programs, options.temporary === true, signal)
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', ...options.settings }
  for (;;) {
    const port = await anyFreePort()
    const all = { ...settings, port: String(port) }
    const launched = await launchPostmaster(layout, programs, all, { guard, signal })
    if (launched !== 'port_taken') return { ...launched, port }
  }
}

async function createDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url })
  try {
    await client.connect()
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE])
    if (rowCount === 0) await client.query(`create database ${DATABASE}`)
  } finally {
    await client.end()
  }
}
