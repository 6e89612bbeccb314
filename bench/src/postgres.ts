import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLocalPostgres } from '@dutybell/local-postgres/start-local-postgres'
import { Client, Pool } from 'pg'
import { familyCpuSeconds } from './measure/process-cost.ts'

export interface BenchPostgres {
  /** A new, empty database; call `drop` when done with it. */
  readonly create: () => Promise<BenchDatabase>
  /** Such as 18.4. */
  readonly version: string
  readonly cpuSeconds: () => Promise<number>
  readonly stop: () => Promise<void>
}

export interface BenchDatabase {
  readonly url: string
  readonly pool: Pool
  readonly drop: () => Promise<void>
}

/** A throw-away server of its own, as safe as a real one: fsync and synchronous_commit are on. */
export async function startPostgres(): Promise<BenchPostgres> {
  const dataDir = await mkdtemp(join(tmpdir(), 'dutybell-bench-'))
  const settings = { max_connections: '200', shared_buffers: '512MB', max_wal_size: '4GB' }
  const server = await startLocalPostgres({ dataDir, settings, temporary: true })
  const [pid = ''] = (await readFile(join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8')).split('\n')
  const version = await administer(server.url, 'show server_version')
  let databases = 0
  return {
    version,
    create: async () => {
      databases += 1
      const name = `bench_${databases}`
      await administer(server.url, `create database ${name}`)
      const url = new URL(server.url)
      url.pathname = `/${name}`
      const pool = new Pool({ connectionString: url.href, max: 4 })
      pool.on('error', () => undefined) // dropped with its database
      const drop = async () => {
        await pool.end()
        await administer(server.url, `drop database ${name} with (force)`)
      }
      return { url: url.href, pool, drop }
    },
    cpuSeconds: () => familyCpuSeconds(Number(pid)),
    stop: () => server.stop(),
  }
}

/** @returns the one value of the answer, if there is one */
async function administer(url: string, statement: string): Promise<string> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<[string]>({ text: statement, rowMode: 'array' })
    return rows[0]?.[0] ?? ''
  } finally {
    await client.end()
  }
}
