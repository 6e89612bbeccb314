import { fork } from 'node:child_process'
import { once } from 'node:events'
import { migrate } from '@dutybell/shared/db/migrate'
import { freePort, whenReady } from '../competitors/service-process.ts'
import { stopProcess } from '../competitors/fork-worker.ts'
import type { RegistrationServer } from './server.ts'
import { createTwoTables } from './two-rows.ts'

/** Fastify and the validation, no database. */
export const bareValidation: RegistrationServer = {
  name: 'bare Fastify, no database',
  prepare: async () => undefined,
  start: ({ url }) => startBare('validation', url),
}

/** The same, and one named statement that inserts a registration and an outbox row. */
export const bareTwoRows: RegistrationServer = {
  name: 'two-row insert',
  prepare: createTwoTables,
  start: ({ url }) => startBare('two-rows', url),
}

/** The same, and the statement that the API runs. */
export const bareStatement: RegistrationServer = {
  name: 'bare Fastify, the same statement',
  prepare: async ({ url }) => void (await migrate(url)),
  start: ({ url }) => startBare('statement', url),
}

async function startBare(mode: 'validation' | 'two-rows' | 'statement', database_url: string) {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = fork(new URL('bare-server.ts', import.meta.url), [mode, database_url, String(port)])
  child.once('error', () => undefined) // told by its end
  await Promise.race([whenReady(child, `${url}/readyz`), once(child, 'error')])
  return { url, pid: child.pid ?? NaN, stop: () => stopProcess(child) }
}
