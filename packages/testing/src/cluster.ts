import { randomBytes } from 'node:crypto'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '@dutybell/shared/db/migrate'
import { startLocalPostgres } from '@dutybell/local-postgres/start-local-postgres'
import { Client } from 'pg'

export type TestCluster = {
  /** What test processes need to find it. */
  env: { TEST_CLUSTER_URL: string; TEST_TEMPLATE: string }
  stop(): Promise<void>
}

type Test = { teardown(stop: () => Promise<void>): void }

const SILENT = { info: () => undefined, warn: () => undefined }

/** A server to test on, with a migrated database to clone: a throw-away one, or that of TEST_DATABASE_URL. */
export async function startTestCluster(env: NodeJS.ProcessEnv = process.env): Promise<TestCluster> {
  const server = env.TEST_DATABASE_URL
    ? { url: env.TEST_DATABASE_URL, stop: async () => undefined }
    : await startThrowAway()
  const template = uniqueName('dutybell_template')
  const stop = async (): Promise<void> => {
    await administer(server.url, `drop database if exists ${template} with (force)`).catch(() => undefined)
    await server.stop()
  }
  try {
    await administer(server.url, `create database ${template}`)
    await migrate(databaseUrl(server.url, template))
  } catch (error) {
    await stop()
    throw error
  }
  return { env: { TEST_CLUSTER_URL: server.url, TEST_TEMPLATE: template }, stop }
}

/** A migrated database of the test's own, gone when it ends. Alone, without `pnpm test`, it brings its own server. */
export async function createTestDatabase(t: Test): Promise<{ url: string }> {
  const { TEST_CLUSTER_URL: server, TEST_TEMPLATE: template } = process.env
  if (!server || !template) return ownCluster(t)
  return cloneDatabase(t, server, template)
}

/** A database without a schema, gone when the test ends. */
export async function createEmptyDatabase(t: Test): Promise<{ url: string }> {
  const server = process.env.TEST_CLUSTER_URL ?? (await ownServer(t))
  return cloneDatabase(t, server, 'template1')
}

async function ownServer(t: Test): Promise<string> {
  const server = await startThrowAway()
  t.teardown(() => server.stop())
  return server.url
}

async function ownCluster(t: Test): Promise<{ url: string }> {
  const cluster = await startTestCluster()
  t.teardown(() => cluster.stop())
  return cloneDatabase(t, cluster.env.TEST_CLUSTER_URL, cluster.env.TEST_TEMPLATE)
}

async function cloneDatabase(t: Test, server: string, template: string): Promise<{ url: string }> {
  const name = uniqueName('dutybell_test')
  await administer(server, `create database ${name} template ${template} strategy file_copy`)
  t.teardown(() => administer(server, `drop database if exists ${name} with (force)`))
  return { url: databaseUrl(server, name) }
}

async function startThrowAway(): Promise<{ url: string; stop(): Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'dutybell-cluster-'))
  // Nothing of it outlives the run, so nothing of it need be safe.
  const settings = {
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    autovacuum: 'off', // its look at the template would hold up whoever clones it just then
    max_connections: '300',
  }
  return startLocalPostgres({ dataDir, log: SILENT, settings, temporary: true })
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

export function databaseUrl(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

function uniqueName(prefix: string): string {
  return `${prefix}_${randomBytes(6).toString('hex')}`
}
