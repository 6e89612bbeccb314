import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chown, mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { OperatorError } from '@dutybell/shared/errors'
import { type Layout, layoutAt, SUPERUSER } from './layout.ts'
import { clusterProcess, type Programs } from './programs.ts'

/**
 * Creates the cluster in another folder and renames it when it is complete. Does nothing if it exists.
 *
 * @param temporary the cluster does not outlive the run, so its files are not flushed to the disk
 */
export async function initialiseCluster(
  layout: Layout,
  programs: Programs,
  temporary: boolean,
): Promise<void> {
  if (await stat(join(layout.cluster, 'PG_VERSION')).catch(() => undefined)) return
  const unfinished = layoutAt(`${layout.root}.new`)
  await rm(unfinished.root, { recursive: true, force: true }) // of a start that was interrupted
  await mkdir(unfinished.cluster, { recursive: true, mode: 0o700 })
  await writeFile(unfinished.password, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 })
  if (programs.user) await chown(unfinished.cluster, programs.user.uid, programs.user.gid)
  await initdb(unfinished, programs, temporary)
  await rename(unfinished.root, layout.root)
}

async function initdb(
  layout: Layout,
  { initdb: program, user }: Programs,
  temporary: boolean,
): Promise<void> {
  const { pgdata, options } = clusterProcess(layout.cluster, user)
  const args = [`--pgdata=${pgdata}`, `--username=${SUPERUSER}`, '--auth=scram-sha-256', '--encoding=UTF8']
  // The builtin provider sorts and folds the same on every machine, whatever locales it has.
  args.push('--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8')
  if (temporary) args.push('--no-sync')
  const password = await open(layout.password)
  try {
    if (user) await password.chown(user.uid, user.gid)
    const byDescriptor = process.platform === 'linux'
    args.push(`--pwfile=${byDescriptor ? '/proc/self/fd/3' : layout.password}`)
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'ignore', 'pipe', password.fd] })
    const [output, [code]] = await Promise.all([child.stderr ? text(child.stderr) : '', once(child, 'close')])
    if (code !== 0)
      throw new OperatorError(`initdb could not create a database in ${layout.root}: ${output.trim()}`)
    if (user) await password.chown(0, 0)
  } finally {
    await password.close()
  }
}
