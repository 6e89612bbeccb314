import { type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { access, constants, mkdir, rm, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findBinaries } from './binaries.ts'
import { DATABASE, tryConnect, urlOf } from './connect.ts'
import { anyFreePort, keptPort } from './free-port.ts'
import { spawnGuard } from './guard.ts'
import { initialiseCluster } from './initialise-cluster.ts'
import { type Layout, layoutOf } from './layout.ts'
import { OperatorError } from '@dutybell/shared/errors'
import type { Log } from './log.ts'
import { alreadyRunning, stopOrphan } from './orphan.ts'
import { holdOwnership } from './owner.ts'
import { launchPostmaster, type Settings } from './postmaster.ts'
import { postgresUser } from './postgres-user.ts'

export type LocalPostgresOptions = {
  dataDir: string
  log: Log
  settings?: Settings
  /** Nothing of it is kept: the data folder is removed when it stops, also when we are killed. */
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
const USERS_GRACE_SECONDS = 9 // services whose starter was killed stop by themselves, in 8 s at most
const PORT_ATTEMPTS = 5

/** Throws OperatorError where a person can do something about it. */
export async function startLocalPostgres(options: LocalPostgresOptions): Promise<LocalPostgres> {
  const layout = layoutOf(options.dataDir)
  await makeFolder(resolve(options.dataDir))
  await stopOrphan(layout, options.log)
  const { child, pid, port } = await launch(layout, options)
  const guard = spawnGuard({
    pid,
    layout,
    graceSeconds: options.temporary ? 0 : USERS_GRACE_SECONDS,
    remove: options.temporary ? resolve(options.dataDir) : undefined,
  })
  const ended = endOf(child)
  const ownership = await holdOwnership(await urlOf(layout, port, 'postgres'))
  let stopping: Promise<void> | undefined
  const stop = async (withinMs: number): Promise<void> => {
    await guard.dismiss()
    await ownership?.giveUp()
    child.kill('SIGINT')
    const late = new AbortController()
    const inTime = await Promise.race([
      ended.then(() => true),
      sleep(withinMs, false, { signal: late.signal }).catch(() => false),
    ])
    late.abort()
    if (!inTime) child.kill('SIGQUIT')
    await ended
    if (options.temporary) await rm(resolve(options.dataDir), { recursive: true, force: true })
  }
  const local: LocalPostgres = {
    url: await urlOf(layout, port),
    ended,
    stop: (withinMs = STOP_MS) => (stopping ??= stop(withinMs)),
    kill: () => void child.kill('SIGQUIT'),
  }
  try {
    if (!ownership) throw alreadyRunning(layout)
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
    const words = cause instanceof Error ? cause.message : String(cause)
    throw new OperatorError(`DATA_DIR cannot be used: ${words}. Set it to a folder this user may write.`, {
      cause,
    })
  }
}

async function launch(
  layout: Layout,
  options: LocalPostgresOptions,
): Promise<{ child: ChildProcess; pid: number; port: number }> {
  const user = await postgresUser()
  const binaries = await findBinaries(user)
  await initialiseCluster(layout, binaries, user)
  let port = await keptPort(layout.port)
  for (let attempt = 1; attempt <= PORT_ATTEMPTS; attempt++) {
    const settings = {
      listen_addresses: '127.0.0.1',
      port: String(port),
      unix_socket_directories: '',
      ...options.settings,
    }
    const launched = await launchPostmaster(layout, binaries, user, settings)
    if (launched.outcome === 'ready') {
      await writeFile(layout.port, `${port}\n`)
      return { ...launched, port }
    }
    if (launched.outcome === 'already_running') throw alreadyRunning(layout)
    if (launched.outcome === 'failed') {
      throw new OperatorError(`The embedded Postgres in ${layout.root} did not start: ${launched.words}`)
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
  const attempt = await tryConnect(url)
  if ('error' in attempt) throw attempt.error
  try {
    const { rowCount } = await attempt.client.query('select from pg_database where datname = $1', [DATABASE])
    if (rowCount === 0) await attempt.client.query(`create database ${DATABASE}`)
  } finally {
    await attempt.client.end()
  }
}
