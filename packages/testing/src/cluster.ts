import { randomBytes } from 'node:crypto'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '@dutybell/shared/db/migrate'
import { startLocalPostgres } from '@dutybell/local-postgres/start-local-postgres'
import { Client } from 'pg'
import { type Pristine, readPristine, restorePristine } from './pristine-database.ts'

export type TestCluster = {
  /** What test processes need to find it. */
  env: { TEST_CLUSTER_URL: string; TEST_TEMPLATE: string }
  stop(): Promise<void>
}

type Test = { teardown(stop: () => Promise<void>): void; parent?: object | undefined }

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

/**
 * A migrated database for the test to use alone. The test's end returns it to the process's pool, and the next test
 * of the file gets it emptied, so a file clones the template once. Without `pnpm test` the file starts a server.
 */
export async function createTestDatabase(t: Test): Promise<{ url: string }> {
  const root = rootOf(t)
  const database = (await takePooled()) ?? (await cloneTemplate(root))
  t.teardown(async () => void (root === t || idle.push(database)))
  return { url: database.url }
}

/** A database without a schema, gone when the test ends. */
export async function createEmptyDatabase(t: Test): Promise<{ url: string }> {
  const { TEST_CLUSTER_URL } = await findCluster(rootOf(t))
  return cloneDatabase(t, TEST_CLUSTER_URL, 'template1')
}

type TestDatabase = Clone & { pristine: Pristine }

/** The databases that no test uses at present. */
const idle: TestDatabase[] = []

let ownCluster: Promise<TestCluster> | undefined

async function takePooled(): Promise<TestDatabase | undefined> {
  const database = idle.pop()
  if (!database) return undefined
  const isRestored = await withClient(database.url, (client) => restorePristine(client, database.pristine))
  if (isRestored) return database
  await database.drop()
  return takePooled()
}

async function cloneTemplate(root: Test): Promise<TestDatabase> {
  const { TEST_CLUSTER_URL, TEST_TEMPLATE } = await findCluster(root)
  const clone = await cloneDatabase(root, TEST_CLUSTER_URL, TEST_TEMPLATE)
  return { ...clone, pristine: await withClient(clone.url, readPristine) }
}

type Clone = { url: string; drop(): Promise<void> }

/** Dropped at the latest when the test `t` ends. */
async function cloneDatabase(t: Test, server: string, template: string): Promise<Clone> {
  const name = uniqueName('dutybell_test')
  const drop = (): Promise<void> => administer(server, `drop database if exists ${name} with (force)`)
  await administer(server, `create database ${name} template ${template} strategy file_copy`)
  t.teardown(drop)
  return { url: databaseUrl(server, name), drop }
}

async function findCluster(root: Test): Promise<TestCluster['env']> {
  const { TEST_CLUSTER_URL, TEST_TEMPLATE } = process.env
  if (TEST_CLUSTER_URL && TEST_TEMPLATE) return { TEST_CLUSTER_URL, TEST_TEMPLATE }
  if (!ownCluster) {
    ownCluster = startTestCluster()
    const cluster = ownCluster
    root.teardown(async () => (await cluster).stop())
  }
  return (await ownCluster).env
}

/** The process's outermost test, whose end is the end of the file. */
function rootOf(t: Test): Test {
  return t.parent && isTest(t.parent) ? rootOf(t.parent) : t
}

function isTest(value: object): value is Test {
  return 'teardown' in value
}

async function startThrowAway(): Promise<{ url: string; stop(): Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'dutybell-cluster-'))
  // The data is thrown away after the run, so durability is switched off.
  const settings = {
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    autovacuum: 'off', // its connection to the template would delay cloning
    max_connections: '300',
    scram_iterations: '1', // the usual 4096 take the client 5 ms per connection
  }
  const local = await startLocalPostgres({ dataDir, settings, temporary: true })
  await administer(local.url, `alter role current_user password '${new URL(local.url).password}'`)
  return local
}

async function administer(url: string, statement: string): Promise<void> {
  await withClient(url, (client) => client.query(statement))
}

async function withClient<T>(url: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await use(client)
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
