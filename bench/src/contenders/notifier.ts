import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { migrate } from '@dutybell/shared/db/migrate'
import type { Contender, Surroundings } from './contender.ts'
import { enqueueDeliveries } from './enqueue-deliveries.ts'
import { stopProcess } from './fork-worker.ts'

const MAIN = fileURLToPath(import.meta.resolve('@dutybell/notifier/main'))
const LOOK_EVERY_MS = 50

/** The notifier as it runs in production, everything on. */
export const notifier: Contender = {
  name: 'dutybell',
  prepare: ({ url }) => migrate(url),
  start: startNotifier,
  enqueue: async ({ pool }, _worker, batch) => {
    await enqueueDeliveries(pool, batch)
    await pool.query(`select graphile_worker.add_job('drain_outbox')`)
  },
  unfinished: async ({ pool }) => {
    const { rows } = await pool.query<{ n: number }>(
      `select count(*)::int as n from deliveries where state in ('pending', 'sending', 'in_doubt')`,
    )
    return rows[0]?.n ?? 0
  },
}

/** @param flags for Node, such as --cpu-prof */
export async function startNotifier(
  { database, provider_url, concurrency }: Surroundings,
  flags: readonly string[] = process.env.BENCH_NODE_FLAGS?.split(' ') ?? [],
) {
  const port = await freePort()
  const child = spawn(process.execPath, [...flags, MAIN], {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: database.url,
      NOTIFIER_PORT: String(port),
      META_WA_BASE_URL: provider_url,
      META_WA_PHONE_NUMBER_ID: '1',
      META_WA_ACCESS_TOKEN: 'token',
      META_WA_APP_SECRET: 'secret',
      META_WA_MESSAGES_PER_SECOND: '100000',
      META_WA_CONCURRENCY: String(concurrency),
      SMTP_URL: 'off',
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const ready = async () => {
    const url = `http://127.0.0.1:${port}/readyz`
    while (
      !(await fetch(url).then(
        (answer) => answer.ok,
        () => false,
      ))
    )
      await delay(LOOK_EVERY_MS)
  }
  await Promise.race([
    ready(),
    once(child, 'exit').then(() => Promise.reject(new Error('The notifier ended.'))),
  ])
  const stop = async () => {
    if (flags.length > 0) {
      child.kill('SIGTERM') // a profile is written at the end
      await once(child, 'exit')
    }
    await stopProcess(child)
  }
  return { pid: child.pid ?? NaN, stop }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('No port is free.')
  return address.port
}
