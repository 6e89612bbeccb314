import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile, readlink, realpath, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Layout } from './layout.ts'
import { clusterProcess, type Programs } from './programs.ts'

export type Settings = Readonly<Record<string, string>>
export type Launch =
  | { outcome: 'ready'; child: ChildProcess; pid: number }
  | { outcome: 'port_taken' }
  | { outcome: 'already_running' }
  | { outcome: 'failed'; reason: string }

export type Postmaster = {
  pid: number
  port: number
  /** It accepts connections. */
  ready: boolean
  /** The process that launched it is alive. */
  owned: boolean
}

const POLL_MS = 20
const RECOVERY_MS = 300_000 // after a crash Postgres applies its log before it is ready; a long one takes minutes
const STARTER = 'dutybell.starter_pid' // a setting without effect, in the command line for `readPostmaster`

/** Launches the server and waits until it is ready or has ended. */
export async function launchPostmaster(
  layout: Layout,
  programs: Programs,
  settings: Settings,
): Promise<Launch> {
  const { pgdata, options } = clusterProcess(layout.cluster, programs.user)
  const all = { ...settings, [STARTER]: String(process.pid) }
  const args = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  // Renamed when the server is ready: a server that already runs here keeps its log.
  const unready = `${layout.log}.${process.pid}`
  const log = await open(unready, 'w', 0o600)
  // A group of its own: Ctrl-C reaches every process of the terminal's group, and the database must end last.
  const child = spawn(programs.postgres, ['-D', pgdata, ...args], {
    ...options,
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  })
  try {
    await once(child, 'spawn')
  } finally {
    await log.close()
  }
  if (await becomesReady(layout, child)) {
    await rename(unready, layout.log)
    return { outcome: 'ready', child, pid: child.pid ?? 0 }
  }
  const output = await readFile(unready, 'utf8')
  await rm(unready)
  return explain(output)
}

/** The server that runs on the cluster, read from its lock file. A file whose pid is another program's is removed. */
export async function readPostmaster(layout: Layout): Promise<Postmaster | undefined> {
  const text = await readFile(layout.postmasterPid, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  // https://www.postgresql.org/docs/current/storage-file-layout.html: pid, folder, start time, port, …, status
  const [pid, , , port, , , , status] = text.split('\n')
  const running = { pid: Number(pid), port: Number(port ?? 0), ready: status?.trim() === 'ready' }
  // A dead process's file is left to Postgres, which also checks whether its shared memory is still in use.
  if (!running.pid || !isAlive(running.pid)) return undefined
  if (await worksIn(running.pid, layout.cluster)) {
    return { ...running, owned: await isOwned(running.pid, layout) }
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

async function becomesReady(layout: Layout, child: ChildProcess): Promise<boolean> {
  const deadline = performance.now() + RECOVERY_MS
  while (child.exitCode === null && child.signalCode === null) {
    const running = await readPostmaster(layout)
    if (running?.pid === child.pid && running?.ready) return true
    if (performance.now() > deadline) child.kill('SIGQUIT')
    await sleep(POLL_MS)
  }
  return false
}

function explain(log: string): Launch {
  if (/could not bind|could not create any TCP\/IP sockets/.test(log)) return { outcome: 'port_taken' }
  if (/lock file "postmaster.pid" already exists|pre-existing shared memory block/.test(log)) {
    return { outcome: 'already_running' }
  }
  const lines = log.split('\n').filter((line) => /FATAL|PANIC|ERROR|HINT|DETAIL/.test(line))
  return {
    outcome: 'failed',
    reason: (lines.length > 0 ? lines : log.trim().split('\n')).slice(-3).join(' '),
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
  const linux = process.platform === 'linux'
  const commandLine = linux ? `/proc/${pid}/cmdline` : join(layout.cluster, 'postmaster.opts')
  const starter = new RegExp(`${STARTER}=(\\d+)`).exec(
    await readFile(commandLine, 'utf8').catch(() => ''),
  )?.[1]
  if (starter === undefined) return false
  if (!linux) return isAlive(Number(starter))
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return /^PPid:\s+(\d+)$/m.exec(status)?.[1] === starter
}
