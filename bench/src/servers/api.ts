import { spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { endProcess, stopProcess } from '../competitors/fork-worker.ts'
import { freePort, whenReady } from '../competitors/service-process.ts'
import { apiMain, type Installation, migrateInstallation } from '../installations/installation.ts'
import type { BenchDatabase } from '../postgres.ts'
import type { RegistrationServer } from './server.ts'

const FLAGS = process.env.BENCH_NODE_FLAGS?.split(' ') ?? [] // such as --cpu-prof

const NO_LIMITS = { REGISTRATIONS_PER_MINUTE: '0', PUBLIC_CONFIRMATIONS_PER_HOUR: '0' }

/** As in production, where a registration reads what came before from its number, its mailbox and its client; none is reached. */
export const HIGH_LIMITS = { REGISTRATIONS_PER_MINUTE: '1000000', PUBLIC_CONFIRMATIONS_PER_HOUR: '1000000' }

/** The API as it runs in production, each request logged; the limits, which a single client would exceed, are off by default. */
export function apiOf(installation: Installation, limits: typeof NO_LIMITS = NO_LIMITS): RegistrationServer {
  return {
    name: limits === NO_LIMITS ? installation.name : `${installation.name}, limits on`,
    prepare: ({ url }) => migrateInstallation(installation, url),
    start: async (database) => {
      const port = await freePort()
      const url = `http://127.0.0.1:${port}`
      const child = spawn(process.execPath, [...FLAGS, apiMain(installation)], {
        env: {
          PATH: process.env.PATH,
          NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
          DATABASE_URL: database.url,
          PORT: String(port),
          ADMIN_API_KEYS: 'off',
          ...limits,
        },
        stdio: ['ignore', 'ignore', 'inherit'],
      })
      await whenReady(child, `${url}/readyz`)
      const stopping = new AbortController()
      const counting = limits === HIGH_LIMITS ? countConfirmations(database, stopping.signal) : undefined
      const stop = async () => {
        stopping.abort()
        await counting
        if (FLAGS.length > 0) await endProcess(child) // a profile is written at the end
        await stopProcess(child)
      }
      return { url, pid: child.pid ?? NaN, stop }
    },
  }
}

/** As a running notifier does: without it each registration would count those of the last hour itself. */
async function countConfirmations({ pool }: BenchDatabase, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await pool.query('select release_confirmations($1)', [HIGH_LIMITS.PUBLIC_CONFIRMATIONS_PER_HOUR])
    await delay(1_000, undefined, { signal }).catch(() => undefined)
  }
}
