import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile, readlink, realpath, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { OperatorError } from '@dutybell/shared/errors'
import type { Guard } from './guard.ts'
import type { Layout } from './layout.ts'
import { clusterProcess, type Programs } from './programs.ts'

export type Settings = Readonly<Record<string, string>>

export type Launched = { child: ChildProcess; ended: Promise<unknown>; guard: Guard }

type Launching = {
  /** Called as soon as the server runs: it must not outlive a killed starter, even before it is ready. */
  guard: (pid: number) => Guard
  signal?: AbortSignal | undefined
}

export type Postmaster = {
  pid: number
  port: number
  /** It accepts connections. */
  ready: boolean
  /** The process that launched it is alive. */
  owned: boolean
}

const POLL_MS = 20
const STARTER = 'dutybell.starter_pid' // a setting without effect, in the command line for `readPostmaster`

/**
 * Launches the server and waits until it is ready. Throws OperatorError with the log of a server that did not start, and ends it where
 * the signal is aborted.
 */
export async function launchPostmaster(
  layout: Layout,
  programs: Programs,
  settings: Settings,
  launching: Launching,
): Promise<Launched | 'port_taken'> {
  const { pgdata, options } = clusterProcess(layout.cluster, programs)
  const all = { ...settings, [STARTER]: String(process.pid) }
  const args = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const log = await open(layout.log, 'w', 0o600)
  // A group of its own: Ctrl-C reaches every process of the terminal's group, and the database must end last.
  const child = spawn(programs.postgres, ['-D', pgdata, ...args], {
    ...options,
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  await once(child, 'spawn')
  const guard = launching.guard(child.pid ?? 0)
  await log.close()
  // After a crash Postgres applies its log before it is ready; a long one takes minutes.
  while (child.exitCode === null && child.signalCode === null) {
    const running = await readPostmaster(layout)
    if (running?.ready && running.pid === child.pid) return { child, ended, guard }
    if (launching.signal?.aborted) child.kill('SIGQUIT') // loses nothing: the next start recovers again
    await sleep(POLL_MS)
  }
  await guard.dismiss()
  launching.signal?.throwIfAborted()
  const output = await readFile(layout.log, 'utf8')
  if (/could not bind .*: Address already in use/.test(output)) return 'port_taken'
  throw new OperatorError(`The embedded Postgres in ${layout.root} did not start: ${output.trim()}`)
}

/** The server that runs on the cluster, read from its lock file. A file whose pid is another program's is removed. */
export async function readPostmaster(layout: Layout): Promise<Postmaster | undefined> {
  const text = await readFile(layout.postmasterPid, 'utf8').catch(() => '')
  // https://www.postgresql.org/docs/current/storage-file-layout.html: pid, folder, start time, port, …, status
  const [first, , , port, , , , status] = text.split('\n')
  const pid = Number(first)
  // A dead process's file is left to Postgres, which also checks whether its shared memory is still in use.
  if (!pid || !isAlive(pid)) return undefined
  if (await worksIn(pid, layout.cluster))
    return {
      pid,
      port: Number(port ?? 0),
      ready: status?.trim() === 'ready',
      owned: await isOwned(pid, layout),
    }
  await rm(layout.postmasterPid, { force: true })
  return undefined
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** After a reboot the pid may be another program's. Where the folder of a process is not visible, Postgres decides. */
async function worksIn(pid: number, cluster: string): Promise<boolean> {
  if (process.platform !== 'linux') return true
  // Not readable: a process of another user, or one that has just ended.
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => undefined)
  return folder === (await realpath(cluster))
}

/** The kernel gives a process another parent when its own ends, so a reused pid of the starter is not taken for it. */
async function isOwned(pid: number, layout: Layout): Promise<boolean> {
  const commandLine = await readFile(join(layout.cluster, 'postmaster.opts'), 'utf8').catch(() => '')
  const starter = new RegExp(`${STARTER}=(\\d+)`).exec(commandLine)?.[1]
  if (process.platform !== 'linux') return isAlive(Number(starter))
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return /^PPid:\s+(\d+)$/m.exec(status)?.[1] === starter
}
