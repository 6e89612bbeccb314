import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chown, mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Binaries } from './binaries.ts'
import { clusterProcess } from './cluster-process.ts'
import { type Layout, layoutAt } from './layout.ts'
import { OperatorError } from '@dutybell/shared/errors'
import type { PostgresUser } from './postgres-user.ts'
import { isAlive } from './process-life.ts'

export const SUPERUSER = 'dutybell'

/** Makes the cluster beside its place and moves it there when it is whole: a half-made one is never taken for one. */
export async function initialiseCluster(
  layout: Layout,
  binaries: Binaries,
  user: PostgresUser | undefined,
): Promise<void> {
  if (await stat(join(layout.cluster, 'PG_VERSION')).catch(() => undefined)) return
  await removeUnfinished(layout)
  const unfinished = layoutAt(`${layout.root}.new-${process.pid}`)
  await mkdir(unfinished.cluster, { recursive: true, mode: 0o700 })
  await writeFile(unfinished.password, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 })
  if (user) await chown(unfinished.cluster, user.uid, user.gid)
  await initdb(unfinished, binaries, user)
  try {
    await rename(unfinished.root, layout.root)
  } catch {
    // Another start was faster; its cluster is the one to use.
    await rm(unfinished.root, { recursive: true, force: true })
  }
}

async function initdb(layout: Layout, binaries: Binaries, user: PostgresUser | undefined): Promise<void> {
  const { pgdata, options } = clusterProcess(layout.cluster, user)
  const args = [`--pgdata=${pgdata}`, `--username=${SUPERUSER}`, '--auth=scram-sha-256', '--encoding=UTF8']
  // The builtin provider sorts and folds the same on every machine, whatever locales it has.
  args.push('--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8')
  const password = await open(layout.password)
  try {
    if (user) await password.chown(user.uid, user.gid)
    const byDescriptor = process.platform === 'linux'
    args.push(`--pwfile=${byDescriptor ? '/proc/self/fd/3' : layout.password}`)
    const child = spawn(binaries.initdb, args, {
      ...options,
      stdio: ['ignore', 'ignore', 'pipe', password.fd],
    })
    const [words, [code]] = await Promise.all([child.stderr ? text(child.stderr) : '', once(child, 'close')])
    if (code !== 0)
      throw new OperatorError(`initdb could not make a database in ${layout.root}: ${words.trim()}`)
    if (user) await password.chown(0, 0)
  } finally {
    await password.close()
  }
}

async function removeUnfinished(layout: Layout): Promise<void> {
  const prefix = `${basename(layout.root)}.new-`
  for (const name of await readdir(dirname(layout.root))) {
    if (!name.startsWith(prefix)) continue
    const pid = Number(name.slice(prefix.length))
    if (pid !== process.pid && isAlive(pid)) continue
    await rm(join(dirname(layout.root), name), { recursive: true, force: true })
  }
}
