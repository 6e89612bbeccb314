import { fork } from 'node:child_process'
import { once } from 'node:events'
import { freePort, whenReady } from '../competitors/service-process.ts'
import { stopProcess } from '../competitors/fork-worker.ts'
import type { RegistrationServer } from './server.ts'

/** Fastify and the validation, no database. */
export const bareValidation: RegistrationServer = {
  name: 'bare Fastify, no database',
  start: ({ url }) => startBare('validation', url),
}

/** The same, and the statement that the API runs. */
export const bareStatement: RegistrationServer = {
  name: 'bare Fastify, the same statement',
  start: ({ url }) => startBare('statement', url),
}

async function startBare(mode: 'validation' | 'statement', database_url: string) {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = fork(new URL('bare-server.ts', import.meta.url), [mode, database_url, String(port)])
  child.once('error', () => undefined) // told by its end
  await Promise.race([whenReady(child, `${url}/readyz`), once(child, 'error')])
  return { url, pid: child.pid ?? NaN, stop: () => stopProcess(child) }
}
