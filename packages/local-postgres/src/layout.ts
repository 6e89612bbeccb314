import { join, resolve } from 'node:path'

export type Layout = {
  /** Everything of the embedded database; appears at once, complete. */
  root: string
  cluster: string
  password: string
  port: string
  log: string
  postmasterPid: string
}

export function layoutOf(dataDir: string): Layout {
  return layoutAt(join(resolve(dataDir), 'postgres'))
}

export function layoutAt(root: string): Layout {
  const cluster = join(root, 'cluster')
  return {
    root,
    cluster,
    password: join(root, 'password'),
    port: join(root, 'port'),
    log: join(root, 'log'),
    postmasterPid: join(cluster, 'postmaster.pid'),
  }
}
