import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { freePort, whenReady } from '../competitors/service-process.ts'
import { stopProcess } from '../competitors/fork-worker.ts'
import type { RegistrationServer } from './server.ts'

const MAIN = fileURLToPath(import.meta.resolve('@dutybell/api/main'))

/** The API as it runs in production, each request logged; only the limits, which would turn one client away, are off. */
export const api: RegistrationServer = {
  name: 'dutybell',
  start: async ({ url: database_url }) => {
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    const flags = process.env.BENCH_NODE_FLAGS?.split(' ') ?? [] // such as --cpu-prof
    const child = spawn(process.execPath, [...flags, MAIN], {
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: database_url,
        PORT: String(port),
        ADMIN_API_KEYS: 'off',
        REGISTRATIONS_PER_MINUTE: '0',
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    await whenReady(child, `${url}/readyz`)
    const stop = async () => {
      if (flags.length > 0) {
        child.kill('SIGTERM') // a profile is written at the end
        await once(child, 'exit')
      }
      await stopProcess(child)
    }
    return { url, pid: child.pid ?? NaN, stop }
  },
}
