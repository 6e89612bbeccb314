import type { SpawnOptions } from 'node:child_process'
import type { PostgresUser } from './postgres-user.ts'

/** How a Postgres program is run on a cluster: the name it knows the folder by, and the options of its process. */
export function clusterProcess(
  cluster: string,
  user: PostgresUser | undefined,
): { pgdata: string; options: SpawnOptions } {
  const env: NodeJS.ProcessEnv = { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }
  if (process.env.SYSTEMROOT) env.SYSTEMROOT = process.env.SYSTEMROOT
  // The folder may lie below one only root may enter. A process keeps its working directory whatever it may enter,
  // and the change of directory precedes the change of user.
  const pgdata = user && process.platform === 'linux' ? '/proc/self/cwd' : cluster
  return { pgdata, options: { cwd: cluster, env, ...user } }
}
