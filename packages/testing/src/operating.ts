import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DEBIAN_POSTGRES_15, startDebianPostgres } from './debian-postgres.ts'
import { zoneWhereItIsNoon } from './noon.ts'
import { closedPort } from './servers.ts'
import { UNSET_VARIABLES } from './unset-variables.ts'

/** An empty cluster of Debian's Postgres 15, and the variables that lead the commands of docs/operating.md to it and to free ports. */
export async function operatingEnvironment(t: {
  teardown(stop: () => Promise<void>): void
}): Promise<Record<string, string>> {
  const { host, port, superuser_url } = await startDebianPostgres(t)
  const folder = await mkdtemp(join(tmpdir(), 'dutybell-operating-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const ports = { PORT: '', NOTIFIER_PORT: '', SIMULATOR_PORT: '', SMTP_PORT: '' }
  for (const name of Object.keys(ports)) Object.assign(ports, { [name]: String(await closedPort()) })
  const { NODE_COMPILE_CACHE = '' } = process.env
  return {
    ...UNSET_VARIABLES,
    NODE_COMPILE_CACHE,
    TIME_ZONE: zoneWhereItIsNoon(),
    HOME: folder,
    ETC: join(folder, 'etc'),
    BACKUPS: join(folder, 'backups'),
    LOGS: join(folder, 'logs'),
    ADMIN_PSQL: `${join(DEBIAN_POSTGRES_15, 'psql')} ${superuser_url}`,
    DB_HOST: host,
    DB_PORT: String(port),
    ...ports,
  }
}
