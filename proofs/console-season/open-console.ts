import { buildApp } from '@dutybell/api/app'
import { openDatabase } from '@dutybell/shared/db/client'
import { createLogger } from '@dutybell/shared/logger'
import { Waker } from '@dutybell/shared/outbox/wake'
import type { Scope } from '../src/report.ts'
import { EVENING, TIME_ZONE } from './fill-season.ts'

const SECRET = 'a-secret-of-the-proof'
const HEADERS = { host: 'localhost', 'sec-fetch-site': 'same-origin' }
const BODY_TYPE = 'application/x-www-form-urlencoded'

export interface Answer {
  readonly status: number
  readonly body: string
  readonly milliseconds: number
}

export interface OpenConsole {
  get(url: string): Promise<Answer>
  post(url: string, fields: Readonly<Record<string, string>>): Promise<Answer>
}

/** The API on the database, with a browser that is signed in. Answers are timed from request to last byte, without a network. */
export async function openConsole(scope: Scope, connectionString: string): Promise<OpenConsole> {
  const log = createLogger({ service: 'console-season', level: 'error' })
  const database = openDatabase({
    connectionString,
    applicationName: 'console-season',
    maxConnections: 10,
    log,
  })
  const waker = new Waker({ pool: database.pool, log })
  const shedding = { event_loop_delay_ms: Infinity, sample_ms: 1_000 } // a busy machine turns no request away
  const app = await buildApp({ config: CONFIG, database, waker, log, shedding, now: async () => EVENING })
  scope.teardown(async () => {
    await app.close()
    await waker.close()
    await database.pool.end()
  })
  const send = (cookie: string) => async (method: 'GET' | 'POST', url: string, payload?: string) => {
    const headers = { ...HEADERS, cookie, ...(payload === undefined ? {} : { 'content-type': BODY_TYPE }) }
    const started = performance.now()
    const answer = await app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) })
    return { answer, milliseconds: performance.now() - started }
  }
  const { answer } = await send('')('POST', '/console', new URLSearchParams({ key: SECRET }).toString())
  const cookie = answer.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  const signedIn = send(cookie)
  const home = await signedIn('GET', '/console/settings')
  const [, form_token = ''] = /name="form_token" value="([^"]*)"/.exec(home.answer.body) ?? []
  const read = ({ answer, milliseconds }: Awaited<ReturnType<typeof signedIn>>): Answer => ({
    status: answer.statusCode,
    body: answer.body,
    milliseconds,
  })
  return {
    get: async (url) => read(await signedIn('GET', url)),
    post: async (url, fields) =>
      read(await signedIn('POST', url, new URLSearchParams({ form_token, ...fields }).toString())),
  }
}

const CONFIG: Parameters<typeof buildApp>[0]['config'] = {
  ADMIN_API_KEYS: [{ name: 'proof', secret: SECRET }],
  CORS_ORIGINS: [],
  TRUST_PROXY_CIDRS: [],
  METRICS_ADDRESS: undefined,
  PUBLIC_URL: undefined,
  COMMUNITY_NAME: 'Masjid e Noor',
  TIME_ZONE,
  REMINDER_TIME: '18:00',
  DEFAULT_COUNTRY: 'IN',
  META_WA_APP_SECRET: ['a-secret-of-the-proof-00000000000'],
  META_WA_WEBHOOK_VERIFY_TOKEN: undefined,
  META_WA_MESSAGES_PER_SECOND: 80,
  META_WA_DAILY_RECIPIENTS: undefined,
  META_WA_TEMPLATE_LANGUAGE: ['en', 'hi', 'ur'],
  SIGN_UP_PAGE: 'on',
  SIGN_UP_CONSENT: undefined,
  REGISTRATIONS_PER_MINUTE: 0,
  PUBLIC_CONFIRMATIONS_PER_HOUR: 0,
}
