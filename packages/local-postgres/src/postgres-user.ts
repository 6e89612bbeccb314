import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { OperatorError } from '@dutybell/shared/errors'

export type PostgresUser = { uid: number; gid: number }

const run = promisify(execFile)

/** Postgres refuses to run as root: the user it runs as instead, made when missing. Undefined: as we are. */
export async function postgresUser(): Promise<PostgresUser | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const user = (await lookUp('postgres')) ?? (await create('postgres')) ?? (await lookUp('nobody'))
  if (user) return user
  throw new OperatorError(
    'Postgres does not run as root, and there is no user "postgres" nor could one be made. Start as a normal user, or set DATABASE_URL.',
  )
}

async function lookUp(name: string): Promise<PostgresUser | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])])
    return { uid: Number.parseInt(uid.stdout, 10), gid: Number.parseInt(gid.stdout, 10) }
  } catch {
    return undefined
  }
}

async function create(name: string): Promise<PostgresUser | undefined> {
  try {
    await run('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--shell',
      '/usr/sbin/nologin',
      name,
    ])
  } catch {
    return undefined
  }
  return lookUp(name)
}
