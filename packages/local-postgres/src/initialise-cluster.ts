import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chown, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Layout, layoutAt, SUPERUSER } from './layout.ts'
import { clusterProcess, type Programs, run } from './programs.ts'

/**
 * Creates the cluster in another folder and renames it when it is complete. Does nothing if it exists.
 *
 * @param temporary the cluster does not outlive the run, so its files are not flushed to the disk
 */
export async function initialiseCluster(
  layout: Layout,
  programs: Programs,
  temporary: boolean,
  signal?: AbortSignal,
): Promise<void> {
  if (await stat(join(layout.cluster, 'PG_VERSION')).catch(() => undefined)) return
  const unfinished = layoutAt(`${layout.root}.new`)
  await rm(unfinished.root, { recursive: true, force: true }) // of a start that was interrupted
  await mkdir(unfinished.cluster, { recursive: true, mode: 0o700 })
  await writeFile(unfinished.password, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 })
  const { user } = programs
  for (const path of [unfinished.root, unfinished.cluster, unfinished.password])
    if (user) await chown(path, user.uid, user.gid)
  const { pgdata, options } = clusterProcess(unfinished.cluster, programs)
  // The builtin provider sorts and folds the same on every machine, whatever locales it has.
  const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--encoding=UTF8']
  const access = [`--username=${SUPERUSER}`, '--auth=scram-sha-256', `--pwfile=${join('..', 'password')}`]
  const sync = temporary ? ['--no-sync'] : []
  const args = [`--pgdata=${pgdata}`, ...access, ...locale, ...sync]
  // SIGTERM would be noticed only after the present step.
  const initdb = run(programs.initdb, args, { ...options, signal, killSignal: 'SIGKILL' })
  try {
    await initdb
  } catch (error) {
    const { child } = initdb
    const is_running = child.pid !== undefined && child.exitCode === null && child.signalCode === null
    if (is_running) await once(child, 'exit')
    throw error
  }
  await rename(unfinished.root, layout.root)
}
