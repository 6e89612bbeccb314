import { readFile, readlink, realpath, rm } from 'node:fs/promises'
import type { Layout } from './layout.ts'
import { isAlive } from './process-life.ts'

export type Postmaster = { pid: number; port: number }

/** The server that runs on the cluster, by its own lock file; a file whose number is another process's now is removed. */
export async function readPostmaster(layout: Layout): Promise<Postmaster | undefined> {
  const text = await readFile(layout.postmasterPid, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  // https://www.postgresql.org/docs/current/storage-file-layout.html: pid, folder, start time, port, …
  const [pid, , , port] = text.split('\n').map(Number)
  // A dead process's file is left to Postgres, which also looks whether its shared memory is still in use.
  if (!pid || !isAlive(pid)) return undefined
  if (await worksIn(pid, layout.cluster)) return { pid, port: port ?? 0 }
  await rm(layout.postmasterPid, { force: true })
  return undefined
}

/** After a reboot the number may be another process's. Where that cannot be seen, Postgres decides. */
async function worksIn(pid: number, cluster: string): Promise<boolean> {
  if (process.platform !== 'linux') return true
  try {
    return (await readlink(`/proc/${pid}/cwd`)) === (await realpath(cluster))
  } catch {
    // Not ours to look at: a process of another user, which our Postgres is not.
    return false
  }
}
