import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { closedPort } from './servers.ts'

export const DEBIAN_POSTGRES_15 = '/usr/lib/postgresql/15/bin'

export const hasDebianPostgres15 = existsSync(join(DEBIAN_POSTGRES_15, 'pg_ctl'))

/** As Debian's, but for the administrator, whom Debian asks for no password on a socket. */
const ACCESS = `host all postgres 127.0.0.1/32 trust
host all all 127.0.0.1/32 scram-sha-256
`

const NOBODY = 65_534 // Postgres refuses to run as root

/** A new cluster of Debian's Postgres 15, empty, as `apt install postgresql` makes one; run by an unprivileged user. */
export async function startDebianPostgres(t: {
  teardown(stop: () => Promise<void>): void
}): Promise<{ host: string; port: number; superuser_url: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'dutybell-debian-'))
  const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
  if (user.uid !== undefined) await chown(folder, NOBODY, NOBODY)
  const data = join(folder, 'data')
  const run = async (program: string, args: readonly string[]): Promise<void> => {
    const child = spawn(join(DEBIAN_POSTGRES_15, program), args, {
      ...user,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
    if (code !== 0) throw new Error(`${program} failed with exit code ${code}: ${stderr}`)
  }
  await run('initdb', ['-D', data, '-U', 'postgres', '-A', 'trust', '--locale=C.UTF-8', '--no-sync'])
  await writeFile(join(data, 'pg_hba.conf'), ACCESS)
  const port = await closedPort()
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off`
  await run('pg_ctl', ['-D', data, '-l', join(folder, 'log'), '-o', settings, '-w', 'start'])
  t.teardown(async () => {
    await run('pg_ctl', ['-D', data, '-m', 'immediate', '-w', 'stop'])
    await rm(folder, { recursive: true, force: true })
  })
  return { host: '127.0.0.1', port, superuser_url: `postgres://postgres@127.0.0.1:${port}/postgres` }
}
