import { randomBytes } from 'node:crypto'
import { anyFreePort } from '@dutybell/local-postgres/free-port'
import { createLogger } from '@dutybell/shared/logger'
import { type Simulator, startSimulator } from '@dutybell/simulator/simulator'
import { encodeChanges, signatureOf } from '@dutybell/simulator/webhooks/encode-changes'
import { zoneWhereItIsNoon } from '@dutybell/testing/noon'
import { ROOT } from '@dutybell/testing/run-page'
import { query } from '../chaos/src/postgres.ts'
import type { Scope } from '../src/report.ts'
import type { Arrivals } from './judge.ts'
import { name } from './load.ts'
import { ServiceProcess, type Variables } from './process.ts'

export const OPERATOR = 'operator@example.org'
/** Alerts and digests go to them. */
export const STAFF: readonly string[] = [OPERATOR, 'coordinator@example.org']
export const APP_SECRET = 'secret-of-the-app'

/** An installation as docs/operating.md makes one: a database, the simulator as Meta and mail server, an API and a notifier. */
export interface Site {
  readonly database_url: string
  readonly key: string
  readonly simulator: Simulator
  /** Of the services as they run now. */
  readonly variables: Variables
  readonly api: ServiceProcess
  readonly notifier: ServiceProcess
  /** Restarts both services with other values, as an operator does who changes the file of the environment. */
  readonly restart: (changed?: Variables) => Promise<void>
  /** Replaces one service by that of another checkout. */
  readonly replace: (service: 'api' | 'notifier', checkout: string) => Promise<void>
  /** One more process, such as that of another machine. */
  readonly start: (
    service: 'api' | 'notifier',
    changed?: Variables,
    checkout?: string,
  ) => Promise<ServiceProcess>
  readonly sql: <Row extends Record<string, unknown>>(statement: string) => Promise<readonly Row[]>
  readonly request: (method: string, path: string, body?: unknown, headers?: Variables) => Promise<Answer>
  /** Registers a person with both channels, by key. */
  readonly register: (changed?: Readonly<Record<string, unknown>>) => Promise<Person>
  readonly arrivals: () => Arrivals
  /** A webhook of Meta, signed. */
  readonly webhook: (field: string, value: Readonly<Record<string, unknown>>) => Promise<void>
}

export interface Answer {
  readonly status: number
  readonly text: string
}

export interface Person {
  readonly id: string
  readonly phone_number: string
  readonly email: string
}

export interface SiteOptions {
  readonly scope: Scope
  readonly database_url: string
  readonly variables?: Variables
  /** The checkout that the services run from. */
  readonly root?: string
}

let people = 0

export async function startSite({
  scope,
  database_url,
  root = ROOT,
  ...options
}: SiteOptions): Promise<Site> {
  const log = createLogger({ service: 'simulator', level: 'silent' })
  const simulator = await startSimulator({ log, app_secret: APP_SECRET })
  scope.teardown(() => simulator.close())
  const key = randomBytes(24).toString('hex')
  const [port, notifier_port] = [await anyFreePort(), await anyFreePort()]
  let variables: Variables = {
    DATABASE_URL: database_url,
    PORT: String(port),
    NOTIFIER_PORT: String(notifier_port),
    ADMIN_API_KEYS: `operator:${key}`,
    META_WA_BASE_URL: simulator.url,
    META_WA_PHONE_NUMBER_ID: simulator.phone_number_id,
    META_WA_BUSINESS_ACCOUNT_ID: simulator.business_account_id,
    META_WA_ACCESS_TOKEN: 'token-of-the-site',
    META_WA_APP_SECRET: APP_SECRET,
    META_WA_WEBHOOK_VERIFY_TOKEN: 'a_word_of_your_own',
    SMTP_URL: simulator.smtp_url,
    EMAIL_FROM: 'Dutybell <duties@example.org>',
    ALERT_EMAIL: OPERATOR,
    TIME_ZONE: zoneWhereItIsNoon(),
    ...options.variables,
  }
  const base = `http://127.0.0.1:${port}`
  simulator.setWebhookUrl(`${base}/webhooks/whatsapp`)

  const open = (name: 'api' | 'notifier', env: Variables, root: string): ServiceProcess => {
    const at = Number(name === 'api' ? env['PORT'] : env['NOTIFIER_PORT'])
    const service = new ServiceProcess({ name, env, port: at, root })
    scope.teardown(() => service.stop('SIGKILL'))
    return service
  }
  const both = async () => {
    const started = [open('api', variables, root), open('notifier', variables, root)] as const
    await Promise.all(started.map((service) => service.ready()))
    return started
  }
  let [api, notifier] = await both()

  const site: Site = {
    database_url,
    key,
    simulator,
    get variables() {
      return variables
    },
    get api() {
      return api
    },
    get notifier() {
      return notifier
    },
    async restart(changed = {}) {
      variables = { ...variables, ...changed }
      await Promise.all([api.stop(), notifier.stop()])
      ;[api, notifier] = await both()
    },
    async replace(service, checkout) {
      await site[service].stop()
      const newer = await open(service, variables, checkout).ready()
      if (service === 'api') api = newer
      else notifier = newer
    },
    async start(service, changed = {}, checkout = root) {
      const of_its_own = String(await anyFreePort())
      return open(
        service,
        { ...variables, PORT: of_its_own, NOTIFIER_PORT: of_its_own, ...changed },
        checkout,
      )
    },
    sql: (statement) => query(variables['DATABASE_URL'] ?? database_url, statement),
    request: (method, path, body, headers = { authorization: `Bearer ${key}` }) =>
      send(`${base}${path}`, method, headers, body),
    async register(changed = {}) {
      people += 1
      const { headers, ...fields } = { headers: undefined, ...changed }
      const person = {
        full_name: `Ahmed ${name(people)}`,
        phone_number: `+9198${String(10_000_000 + people)}`,
        email: `person${people}@example.org`,
        ...fields,
      }
      const answer = await site.request('POST', '/v1/registrations', person, headers)
      if (answer.status !== 201) throw new Error(`POST /v1/registrations: ${answer.status} ${answer.text}`)
      return { ...person, id: String(JSON.parse(answer.text).id) }
    },
    arrivals: () => simulator,
    async webhook(field, value) {
      const body = encodeChanges(simulator.business_account_id, [{ field, value }])
      const headers = {
        'content-type': 'application/json',
        'x-hub-signature-256': signatureOf(body, APP_SECRET),
      }
      const answer = await fetch(`${base}/webhooks/whatsapp`, {
        method: 'POST',
        headers,
        body: new Uint8Array(body),
      })
      if (answer.status !== 200) throw new Error(`The webhook: ${answer.status} ${await answer.text()}`)
    },
  }
  return site
}

async function send(url: string, method: string, headers: Variables, body: unknown): Promise<Answer> {
  const answer = await fetch(url, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: answer.status, text: await answer.text() }
}
