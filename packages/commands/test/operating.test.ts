import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { VARIABLES } from '@dutybell/shared/config/variables'
import {
  DEBIAN_POSTGRES_15,
  hasDebianPostgres15,
  startDebianPostgres,
} from '@dutybell/testing/debian-postgres'
import { runPage } from '@dutybell/testing/run-page'
import { closedPort } from '@dutybell/testing/servers'
import { test } from 'tap'

const debianOnly = { skip: hasDebianPostgres15 ? false : `${DEBIAN_POSTGRES_15} is missing` }

void test(
  'docs/operating.md: its commands lead from an empty cluster of Debian to a restored database',
  debianOnly,
  async (t) => {
    const { host, port, superuser_url } = await startDebianPostgres(t)
    const folder = await mkdtemp(join(tmpdir(), 'dutybell-operating-'))
    t.teardown(() => rm(folder, { recursive: true, force: true }))
    const [api, notifier, simulator, smtp] = [
      await closedPort(),
      await closedPort(),
      await closedPort(),
      await closedPort(),
    ].map(String)
    // Whatever a developer's .env says, no test may reach a real database or provider; empty counts as unset.
    const unset = Object.fromEntries(Object.keys(VARIABLES).map((name) => [name, '']))
    await runPage(t, 'docs/operating.md', {
      ...unset,
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      HOME: folder,
      ETC: join(folder, 'etc'),
      BACKUPS: join(folder, 'backups'),
      LOGS: join(folder, 'logs'),
      ADMIN_PSQL: `${join(DEBIAN_POSTGRES_15, 'psql')} ${superuser_url}`,
      DB_HOST: host,
      DB_PORT: String(port),
      PORT: api,
      NOTIFIER_PORT: notifier,
      SIMULATOR_PORT: simulator,
      SMTP_PORT: smtp,
    })
  },
)
