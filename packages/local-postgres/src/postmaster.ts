import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Binaries } from './binaries.ts'
import { clusterProcess } from './cluster-process.ts'
import { tryConnect, urlOf } from './connect.ts'
import type { Layout } from './layout.ts'
import type { PostgresUser } from './postgres-user.ts'

export type Settings = Readonly<Record<string, string>>
export type Launch =
  | { outcome: 'ready'; child: ChildProcess; pid: number }
  | { outcome: 'port_taken' }
  | { outcome: 'already_running' }
  | { outcome: 'failed'; words: string }

const POLL_MS = 20
const RECOVERY_MS = 300_000 // after a crash Postgres replays its log before it answers; a long one takes minutes

export async function launchPostmaster(
  layout: Layout,
  binaries: Binaries,
  user: PostgresUser | undefined,
  settings: Settings,
): Promise<Launch> {
  const { pgdata, options } = clusterProcess(layout.cluster, user)
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  // Under a name of its own until it is ready: a server already running here must keep its log.
  const unready = `${layout.log}.${process.pid}`
  const log = await open(unready, 'w', 0o600)
  // A group of its own: Ctrl-C reaches every process of the terminal's group, and the database must end last.
  const child = spawn(binaries.postgres, ['-D', pgdata, ...args], {
    ...options,
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  })
  try {
    await once(child, 'spawn')
  } finally {
    await log.close()
  }
  if (await answers(layout, child, Number(settings.port))) {
    await rename(unready, layout.log)
    return { outcome: 'ready', child, pid: child.pid ?? 0 }
  }
  const words = await readFile(unready, 'utf8')
  await rm(unready)
  return judge(words)
}

async function answers(layout: Layout, child: ChildProcess, port: number): Promise<boolean> {
  const url = await urlOf(layout, port, 'postgres')
  const deadline = performance.now() + RECOVERY_MS
  while (child.exitCode === null && child.signalCode === null) {
    const attempt = await tryConnect(url)
    if ('client' in attempt) {
      await attempt.client.end()
      return true
    }
    if (performance.now() > deadline) {
      child.kill('SIGQUIT')
      return false
    }
    await sleep(POLL_MS)
  }
  return false
}

function judge(log: string): Launch {
  if (/could not bind|could not create any TCP\/IP sockets/.test(log)) return { outcome: 'port_taken' }
  if (/lock file "postmaster.pid" already exists|pre-existing shared memory block/.test(log)) {
    return { outcome: 'already_running' }
  }
  const words = log.split('\n').filter((line) => /FATAL|PANIC|ERROR|HINT|DETAIL/.test(line))
  return { outcome: 'failed', words: (words.length > 0 ? words : log.trim().split('\n')).slice(-3).join(' ') }
}
