import { spawn } from 'node:child_process'
import { migrate } from '@dutybell/shared/db/migrate'
import { current, notifierMain } from '../installations/installation.ts'
import type { Competitor, RunContext } from './competitor.ts'
import { enqueueDeliveries } from './enqueue-deliveries.ts'
import { endProcess, type ForkedWorker, stopProcess } from './fork-worker.ts'
import { freePort, whenReady } from './service-process.ts'

const FLAGS = process.env.BENCH_NODE_FLAGS?.split(' ') ?? [] // such as --cpu-prof

/** The notifier as it runs in production, everything on. */
export const notifier: Competitor = {
  name: 'dutybell',
  prepare: async ({ url }) => void (await migrate(url)),
  start: (context) => startNotifier(context),
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

export async function startNotifier(
  { database, provider_url, concurrency }: RunContext,
  installation = current,
): Promise<ForkedWorker> {
  const port = await freePort()
  const child = spawn(process.execPath, [...FLAGS, notifierMain(installation)], {
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      DATABASE_URL: database.url,
      NOTIFIER_PORT: String(port),
      META_WA_BASE_URL: provider_url,
      META_WA_PHONE_NUMBER_ID: '1',
      META_WA_ACCESS_TOKEN: 'token',
      META_WA_APP_SECRET: 'secret',
      META_WA_MESSAGES_PER_SECOND: '100000',
      META_WA_CONCURRENCY: String(concurrency),
      SMTP_URL: 'off',
      PUBLIC_CONFIRMATIONS_PER_HOUR: '0', // as the API has it
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', process.stderr, process.stderr], // the tables alone go to the output
  })
  await whenReady(child, `http://127.0.0.1:${port}/readyz`)
  const stop = async () => {
    if (FLAGS.length > 0) await endProcess(child) // a profile is written at the end
    await stopProcess(child)
  }
  return { child, pid: child.pid ?? NaN, stop }
}
