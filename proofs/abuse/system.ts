import { startService, waitUntilReady } from '@dutybell/commands/start/service-process'
import { anyFreePort } from '@dutybell/local-postgres/free-port'
import { WORKSPACE_ROOT } from '@dutybell/shared/config/read-environment'
import { createLogger } from '@dutybell/shared/logger'
import { type Simulator, startSimulator } from '@dutybell/simulator/simulator'
import { createTestDatabase } from '@dutybell/testing/cluster'
import { Pool } from 'pg'
import { setTimeout as sleep } from 'node:timers/promises'
import { zoneWhereItIsNoon } from '@dutybell/testing/noon'
import { UNSET_VARIABLES } from '@dutybell/testing/unset-variables'
import type { Scope } from '../src/report.ts'
import { liveBytes } from './live-bytes.ts'

export const ADMIN_SECRET = 'abuse-admin-secret-of-the-run'
export const APP_SECRET = 'abuse-app-secret'

const STOP_MS = 10_000
const POLL_MS = 100
const KEPT_MESSAGES = 50_000

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: Readonly<Record<string, unknown>>
}

/** The API and a notifier in processes of their own, with the simulator as Meta and as mail server. */
export interface System {
  readonly port: number
  readonly simulator: Simulator
  readonly tomorrow: Temporal.PlainDate
  /** What the services logged as errors, and how they ended. */
  readonly complaints: string[]
  /** With the admin key unless `headers` say otherwise. */
  readonly call: (method: string, path: string, body?: unknown, headers?: object) => Promise<Answer>
  readonly query: <Row extends object>(statement: string, values?: readonly unknown[]) => Promise<Row[]>
  /** What the API holds after a garbage collection. */
  readonly liveBytes: () => Promise<number>
}

export async function startSystem(
  scope: Scope,
  settings: Readonly<Record<string, string>> = {},
): Promise<System> {
  const { url: database_url } = await createTestDatabase(scope)
  const [port, notifier_port, inspector_port] = await Promise.all([
    anyFreePort(),
    anyFreePort(),
    anyFreePort(),
  ])
  const url = `http://127.0.0.1:${port}`
  const simulator = await startSimulator({
    log: createLogger({ service: 'simulator', level: 'silent' }),
    app_secret: APP_SECRET,
    webhook_url: `${url}/webhooks/whatsapp`,
    capacity: KEPT_MESSAGES,
    behaviour: BEHAVIOUR,
  })
  scope.teardown(() => simulator.close())
  const { PATH, NODE_COMPILE_CACHE } = process.env
  const time_zone = zoneWhereItIsNoon()
  const env = {
    PATH,
    NODE_COMPILE_CACHE,
    ...UNSET_VARIABLES,
    ...SETTINGS,
    TIME_ZONE: time_zone,
    DATABASE_URL: database_url,
    PORT: String(port),
    NOTIFIER_PORT: String(notifier_port),
    META_WA_BASE_URL: simulator.url,
    META_WA_PHONE_NUMBER_ID: simulator.phone_number_id,
    META_WA_BUSINESS_ACCOUNT_ID: simulator.business_account_id,
    SMTP_URL: simulator.smtp_url,
    ...settings,
  }
  const complaints: string[] = []
  let is_stopping = false
  const inspected = { NODE_OPTIONS: `--inspect=127.0.0.1:${inspector_port}` }
  for (const [name, more] of [
    ['api', inspected],
    ['notifier', {}],
  ] as const) {
    const complain = (line: string): void => {
      if (/"level":"(?:error|fatal)"|^\s+at |^\w*Error\b/.test(line))
        complaints.push(`${name}: ${line.slice(0, 600)}`)
    }
    const entry = `${WORKSPACE_ROOT}services/${name}/src/main.ts`
    const service = startService({
      name,
      entry,
      env: { ...env, ...more },
      onLine: complain,
      onErrorLine: complain,
    })
    void service.ended.then((sentence) => is_stopping || complaints.push(sentence))
    scope.teardown(() => service.stop(STOP_MS))
  }
  scope.teardown(() => (is_stopping = true))
  const pool = new Pool({ connectionString: database_url, max: 2 })
  pool.on('error', () => undefined)
  scope.teardown(() => pool.end())
  const never = new AbortController().signal
  await waitUntilReady('api', url, never)
  await waitUntilReady('notifier', `http://127.0.0.1:${notifier_port}`, never)
  return {
    port,
    simulator,
    tomorrow: Temporal.Now.plainDateISO(time_zone).add({ days: 1 }),
    complaints,
    call: (method, path, body, headers = {}) => call(`${url}${path}`, method, body, headers),
    query: async (statement, values = []) => (await pool.query(statement, [...values])).rows,
    liveBytes: () => liveBytes(inspector_port),
  }
}

/** Waits until it holds. @returns null, or what is still the case */
export async function until(
  describe: () => string | null | Promise<string | null>,
  longest_ms: number,
): Promise<string | null> {
  const deadline = performance.now() + longest_ms
  for (;;) {
    const wrong = await describe()
    if (wrong === null || performance.now() > deadline) return wrong
    await sleep(POLL_MS)
  }
}

async function call(url: string, method: string, body: unknown, headers: object): Promise<Answer> {
  const text = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)
  const response = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${ADMIN_SECRET}`,
      ...(text === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(text === undefined ? {} : { body: text }),
    redirect: 'manual',
  })
  const answered = await response.text()
  const is_json = response.headers.get('content-type')?.includes('json') ?? false
  const json: unknown = is_json && answered !== '' ? JSON.parse(answered) : {}
  return { status: response.status, headers: response.headers, text: answered, json: Object(json) }
}

/** Receipts come soon, and many in a body. */
export const BEHAVIOUR = { callbacks: { after_ms: [10, 20, 30] }, webhooks: { batch_size: 500, hold_ms: 50 } }

const SETTINGS = {
  HOST: '127.0.0.1',
  ADMIN_API_KEYS: `abuse:${ADMIN_SECRET}`,
  META_WA_ACCESS_TOKEN: 'abuse-token',
  META_WA_APP_SECRET: APP_SECRET,
  META_WA_MESSAGES_PER_SECOND: '1000',
  EMAIL_FROM: 'Dutybell <dutybell@example.org>',
  RETRY_BASE_SECONDS: '0.1',
  IN_DOUBT_WINDOW_SECONDS: '3',
  LEASE_SECONDS: '10',
  REGISTRATIONS_PER_MINUTE: '0',
  PUBLIC_CONFIRMATIONS_PER_HOUR: '0',
  LOG_LEVEL: 'warn',
}
