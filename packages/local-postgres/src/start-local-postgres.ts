import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { access, constants, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { OperatorError } from '@dutybell/shared/errors'
import { Client } from 'pg'
import { alreadyRunning, stopOrphan } from './existing-database.ts'
import { anyFreePort } from './free-port.ts'
import { spawnGuard } from './guard.ts'
import { initialiseCluster } from './initialise-cluster.ts'
import { DATABASE, type Layout, layoutOf, urlOf } from './layout.ts'
import { launchPostmaster, type Settings } from './postmaster.ts'
import { findPrograms } from './programs.ts'

export type LocalPostgresOptions = {
  dataDir: string
  onWarning?: (message: string) => void
  settings?: Settings
  /** The data folder is removed when the server stops, also when this process is killed. */
  temporary?: boolean
}

export type LocalPostgres = {
  url: string
  /** Fulfilled when the server ends for any reason. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  /** A fast shutdown; past the time an immediate one, which loses nothing but costs a recovery at the next start. */
  stop(withinMs?: number): Promise<void>
  /** An immediate shutdown. */
  kill(): void
}

const STOP_MS = 8_000
const CLIENTS_GRACE_SECONDS = 9 // services whose starter was killed stop by themselves, in 8.5 s at most
const PORT_ATTEMPTS = 5

/** Throws OperatorError where a person can do something about it. */
export async function startLocalPostgres(options: LocalPostgresOptions): Promise<LocalPostgres> {
  const dataDir = resolve(options.dataDir)
  const layout = layoutOf(dataDir)
  const temporary = options.temporary === true
  await makeFolder(dataDir)
  await stopOrphan(layout, options.onWarning ?? (() => undefined))
  const { child, pid, port } = await launch(layout, options)
  const guard = spawnGuard({
    pid,
    layout,
    graceSeconds: temporary ? 0 : CLIENTS_GRACE_SECONDS,
    remove: temporary ? dataDir : undefined,
  })
  const ended = endOf(child)
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
  } catch (error) {
    await local.stop()
    throw error
  }
  return local
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 })
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new OperatorError(`DATA_DIR cannot be used: ${reason}. Set it to a folder this user may write.`, {
      cause,
    })
  }
}

async function launch(
  layout: Layout,
  { settings, temporary = false }: LocalPostgresOptions,
): Promise<{ child: ChildProcess; pid: number; port: number }> {
  const programs = await findPrograms()
  await initialiseCluster(layout, programs, temporary)
  let port = Number(await readFile(layout.port, 'utf8').catch(() => '')) || (await anyFreePort())
  for (let attempt = 1; attempt <= PORT_ATTEMPTS; attempt++) {
    const launched = await launchPostmaster(layout, programs, {
      listen_addresses: '127.0.0.1',
      port: String(port),
      unix_socket_directories: '',
      ...settings,
    })
    if (launched.outcome === 'ready') {
      await writeFile(layout.port, `${port}\n`)
      return { ...launched, port }
    }
    if (launched.outcome === 'already_running') throw alreadyRunning(layout)
    if (launched.outcome === 'failed') {
      throw new OperatorError(`The embedded Postgres in ${layout.root} did not start: ${launched.reason}`)
    }
    port = await anyFreePort()
  }
  throw new OperatorError(`The embedded Postgres found no free port in ${PORT_ATTEMPTS} attempts.`)
}

async function endOf(child: ChildProcess): ReturnType<() => LocalPostgres['ended']> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return { code: child.exitCode, signal: child.signalCode }
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
