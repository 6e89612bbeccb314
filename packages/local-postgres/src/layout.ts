import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

export type Layout = {
  /** All files of the embedded database; created complete, by a rename. */
  root: string
  cluster: string
  password: string
  log: string
  postmasterPid: string
}

export const SUPERUSER = 'dutybell'
export const DATABASE = 'dutybell'

export function layoutOf(dataDir: string): Layout {
  return layoutAt(join(resolve(dataDir), 'postgres'))
}

export function layoutAt(root: string): Layout {
  const cluster = join(root, 'cluster')
  return {
    root,
    cluster,
    password: join(root, 'password'),
    log: join(root, 'log'),
    postmasterPid: join(cluster, 'postmaster.pid'),
  }
}

export async function urlOf(layout: Layout, port: number, database = DATABASE): Promise<string> {
  const password = (await readFile(layout.password, 'utf8')).trim()
  return `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`
}
