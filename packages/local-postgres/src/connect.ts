import { readFile } from 'node:fs/promises'
import { Client } from 'pg'
import { SUPERUSER } from './initialise-cluster.ts'
import type { Layout } from './layout.ts'

export const DATABASE = 'dutybell'

export async function urlOf(layout: Layout, port: number, database = DATABASE): Promise<string> {
  const password = (await readFile(layout.password, 'utf8')).trim()
  return `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`
}

/** A connected client, or the error that came instead. Its later errors are the caller's to hear through `end`. */
export async function tryConnect(url: string): Promise<{ client: Client } | { error: Error }> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return { client }
  } catch (error) {
    await client.end().catch(() => undefined)
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }
}
