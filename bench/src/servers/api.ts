import { spawn } from 'node:child_process'
import { endProcess, stopProcess } from '../competitors/fork-worker.ts'
import { freePort, whenReady } from '../competitors/service-process.ts'
import { apiMain, type Installation, migrateInstallation } from '../installations/installation.ts'
import type { RegistrationServer } from './server.ts'

const FLAGS = process.env.BENCH_NODE_FLAGS?.split(' ') ?? [] // such as --cpu-prof

/** The API as it runs in production, each request logged; only the rate limits, which a single client would exceed, are off. */
export function apiOf(installation: Installation): RegistrationServer {
  return {
    name: installation.name,
    prepare: ({ url }) => migrateInstallation(installation, url),
    start: async ({ url: database_url }) => {
      const port = await freePort()
      const url = `http://127.0.0.1:${port}`
      const child = spawn(process.execPath, [...FLAGS, apiMain(installation)], {
        env: {
          PATH: process.env.PATH,
          DATABASE_URL: database_url,
          PORT: String(port),
          ADMIN_API_KEYS: 'off',
          REGISTRATIONS_PER_MINUTE: '0',
          PUBLIC_CONFIRMATIONS_PER_HOUR: '0',
        },
        stdio: ['ignore', 'ignore', 'inherit'],
      })
      await whenReady(child, `${url}/readyz`)
      const stop = async () => {
        if (FLAGS.length > 0) await endProcess(child) // a profile is written at the end
        await stopProcess(child)
      }
      return { url, pid: child.pid ?? NaN, stop }
    },
  }
}
