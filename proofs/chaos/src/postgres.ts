import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { anyFreePort } from '@dutybell/local-postgres/free-port'
import { type Guard, spawnGuard } from '@dutybell/local-postgres/guard'
import { initialiseCluster } from '@dutybell/local-postgres/initialise-cluster'
import { layoutOf, urlOf } from '@dutybell/local-postgres/layout'
import { launchPostmaster } from '@dutybell/local-postgres/postmaster'
import { findPrograms, type Programs } from '@dutybell/local-postgres/programs'
import { Client } from 'pg'

/** A cluster that can be stopped in the middle of anything, and started again. */
export interface Postgres {
  readonly port: number
  readonly urlOf: (database: string) => Promise<string>
  /** SIGQUIT: as a crash, what is committed is in the log and nothing else. */
  readonly crash: () => Promise<void>
  readonly start: () => Promise<void>
  /** SIGSTOP of every process: connections stay open, and nothing is answered. Returns the function that ends it. */
  readonly freeze: () => Promise<() => void>
  /** What Postgres logged about each deadlock of the run: who waited for whom, and the statements. */
  readonly deadlocks: () => Promise<readonly string[]>
  readonly stop: () => Promise<void>
}

const MAX_CONNECTIONS = 100 // few enough to be exhausted

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: String(MAX_CONNECTIONS),
  fsync: 'off', // the machine does not crash, only the server: what it wrote the kernel keeps
  full_page_writes: 'off',
  track_commit_timestamp: 'on', // the verdict asks what was committed before what
  log_min_messages: 'error',
  log_line_prefix: `[%p] `,
}

/** @param given in place of the installed programs */
export async function startPostgres(given?: Programs): Promise<Postgres> {
  const folder = await mkdtemp(join(tmpdir(), 'dutybell-chaos-'))
  const layout = layoutOf(folder)
  const programs = given ?? (await findPrograms())
  await initialiseCluster(layout, programs, true)
  const port = await anyFreePort()
  let child: ChildProcess | undefined
  let guard: Guard | undefined

  const deadlocks: string[] = []
  const readDeadlocks = async (): Promise<string[]> => findDeadlocks(await readFile(layout.log, 'utf8'))

  const start = async (): Promise<void> => {
    const settings = { ...SETTINGS, port: String(port) }
    const launched = await launchPostmaster(layout, programs, settings, {
      guard: (pid) => spawnGuard(pid, layout, 0, folder),
    })
    if (launched === 'port_taken') throw new Error(`The port ${port} is taken.`)
    ;({ child, guard } = launched)
  }
  const end = async (signal: 'SIGQUIT' | 'SIGINT'): Promise<void> => {
    await guard?.dismiss()
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
    deadlocks.push(...(await readDeadlocks())) // the next start empties the log
  }
  await start()
  return {
    port,
    urlOf: (database) => urlOf(layout, port, database),
    start,
    crash: () => end('SIGQUIT'),
    async freeze() {
      const postmaster = child?.pid ?? 0
      process.kill(postmaster, 'SIGSTOP') // first, so that it starts no further process
      const children = await readFile(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8')
      const processes = [...children.trim().split(' ').map(Number), postmaster]
      for (const pid of processes) process.kill(pid, 'SIGSTOP')
      return () => {
        for (const pid of processes) process.kill(pid, 'SIGCONT')
      }
    },
    deadlocks: async () => [...deadlocks, ...(await readDeadlocks())],
    async stop() {
      await end('SIGQUIT')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The reports of deadlocks in a log of Postgres: a report is the lines of one process, of which some go on indented. */
export function findDeadlocks(log: string): string[] {
  const reports: string[][] = []
  const open = new Map<string, string[]>() // by process
  let writer = ''
  for (const line of log.split('\n')) {
    const [, pid, level] = /^\[(\d+)\] ([A-Z]+): /.exec(line) ?? []
    writer = pid ?? writer
    if (level === 'ERROR') {
      open.delete(writer)
      if (line.includes('deadlock detected')) open.set(writer, reports[reports.push([]) - 1] ?? [])
    }
    open.get(writer)?.push(line)
  }
  return reports.map((lines) => lines.join('\n').trimEnd())
}

/** One statement on a connection of its own, beside every proxy. */
export async function query<Row extends Record<string, unknown>>(
  url: string,
  statement: string,
  values: readonly unknown[] = [],
): Promise<readonly Row[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<Row>(statement, [...values])
    return rows
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** The `n` of a statement's only row. */
export async function count(url: string, statement: string): Promise<number> {
  const [row] = await query<{ n: number }>(url, statement)
  return row?.n ?? 0
}
