import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { closedPort } from './servers.ts'

type Test = { teardown(stop: () => Promise<void>): void }

const NOBODY = 65_534 // PgBouncer refuses to run as root

/** Debian's PgBouncer with its own defaults in front of a database, run by an unprivileged user. */
export async function startPgBouncer(
  t: Test,
  database_url: string,
  pool_mode: 'transaction' | 'session',
): Promise<{ url: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'dutybell-pgbouncer-'))
  const { hostname, port, username, password, pathname } = new URL(database_url)
  const listen_port = await closedPort()
  const name = pathname.slice(1)
  const file = join(folder, 'pgbouncer.ini')
  await writeFile(
    file,
    `[databases]
${name} = host=${hostname} port=${port} user=${username} password=${decodeURIComponent(password)}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${listen_port}
unix_socket_dir =
auth_type = any
pool_mode = ${pool_mode}
`,
    { mode: 0o600 },
  )
  const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
  if (user.uid !== undefined) for (const path of [folder, file]) await chown(path, NOBODY, NOBODY)
  const child = spawn('/usr/sbin/pgbouncer', [file], { ...user, stdio: ['ignore', 'ignore', 'pipe'] })
  const exited = once(child, 'close')
  t.teardown(async () => {
    child.kill('SIGKILL')
    await exited
    await rm(folder, { recursive: true, force: true })
  })
  const started = Promise.withResolvers<void>()
  let log = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text
    if (log.includes('process up')) started.resolve()
  })
  void exited.then(() => started.reject(new Error(`PgBouncer did not start:\n${log}`)))
  await started.promise
  return { url: `postgres://dutybell@127.0.0.1:${listen_port}/${name}` }
}
