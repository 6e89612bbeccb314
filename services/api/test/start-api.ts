import { openDatabase } from '@dutybell/shared/db/client'
import { createLogger } from '@dutybell/shared/logger'
import { Waker } from '@dutybell/shared/outbox/wake'
import { createTestDatabase } from '@dutybell/testing/cluster'
import { zoneWhereItIsNoon } from '@dutybell/testing/noon'
import type { InjectOptions } from 'fastify'
import type { Test } from 'tap'
import { type AppOptions, buildApp } from '../src/app.ts'
import { checkAnswers } from './openapi/check-answers.ts'

export const ADMIN_SECRET = 'a-secret-of-the-test'
export const TIME_ZONE = zoneWhereItIsNoon()

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly text: string
  readonly json: Record<string, unknown>
}

type Overrides = Partial<AppOptions['config']> & {
  url?: string
  prepared?: 'auto' | 'off'
  now?: AppOptions['now']
  shedding?: AppOptions['shedding']
}

/** The API on a database of the test's own, spoken to without a socket unless the test listens. */
export async function startApi(t: Test, { url, prepared, now, shedding, ...config }: Overrides = {}) {
  const database_url = url ?? (await createTestDatabase(t)).url
  const log_lines: string[] = []
  const destination = { write: (line: string) => void log_lines.push(line) }
  const log = createLogger({ service: 'api', level: 'info', destination })
  const database = openDatabase({
    connectionString: database_url,
    applicationName: 'api-test',
    maxConnections: 10,
    prepared,
    log,
  })
  const waker = new Waker({ pool: database.pool, log })
  const app = await buildApp({
    config: { ...DEFAULTS, ...config },
    database,
    waker,
    log,
    ...(now ? { now } : {}),
    shedding: shedding ?? NEVER,
  })
  checkAnswers(t, app)
  t.teardown(async () => {
    await app.close()
    await waker.close()
    await database.pool.end()
  })

  const call = async (options: InjectOptions): Promise<Answer> => {
    const { statusCode, headers, body } = await app.inject(options)
    const type = String(headers['content-type'])
    return {
      status: statusCode,
      headers,
      text: body,
      json: body !== '' && type.includes('json') ? JSON.parse(body) : {},
    }
  }
  const headers = { authorization: `Bearer ${ADMIN_SECRET}` }
  const admin = {
    get: (url: string) => call({ method: 'GET', url, headers }),
    post: (url: string, payload?: object) =>
      call({ method: 'POST', url, headers, ...(payload ? { payload } : {}) }),
    patch: (url: string, payload: object) => call({ method: 'PATCH', url, headers, payload }),
  }
  const register = (person: object = {}) =>
    call({ method: 'POST', url: '/v1/registrations', payload: { ...AHMED, ...person } })
  return { app, call, admin, register, db: database.db, pool: database.pool, log_lines, database_url }
}

export type Api = Awaited<ReturnType<typeof startApi>>

export const AHMED = { full_name: 'Ahmed Ali', phone_number: '98765 43210', email: 'ahmed@example.org' }

const TODAY = Temporal.Now.plainDateISO(TIME_ZONE)

export function dateIn(days: number): string {
  return TODAY.add({ days }).toString()
}

/** A registered person's id. */
export async function registeredId(api: Api, person: object = {}): Promise<string> {
  const { status, json, text } = await api.register(person)
  if (status !== 201) throw new Error(text)
  return String(json['id'])
}

/** An assigned duty's id. */
export async function assignedId(
  api: Api,
  duty: { registration_id: string } & Record<string, string>,
): Promise<string> {
  const payload = { duty_date: dateIn(10), duty_time: 'Fajar Azaan', ...duty }
  const { status, json, text } = await api.admin.post('/v1/duty-assignments', payload)
  if (status !== 201) throw new Error(text)
  return String(json['id'])
}

export function deliveriesOf(api: Api) {
  return api.db
    .selectFrom('deliveries')
    .innerJoin('outbox', 'outbox.id', 'deliveries.outbox_id')
    .select(['channel', 'recipient', 'state', 'reason', 'template', 'dedupe_key', 'payload', 'withdrawn'])
    .select(['expires_at', 'deliveries.created_at', 'traceparent', 'deliveries.id'])
    .orderBy('seq')
    .execute()
}

/** Resolves when so many statements wait for other transactions. A commit with a notice waits for those of the whole cluster: no such. */
export async function lockAwaited(api: Pick<Api, 'pool'>, statements = 1): Promise<void> {
  await until(async () => {
    const { rows } = await api.pool.query(
      `select from pg_stat_activity where wait_event_type = 'Lock' and wait_event <> 'object' and datname = current_database()`,
    )
    return rows.length >= statements
  })
}

export async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve))
}

/** A machine that is busy with other tests turns no request away. */
const NEVER = { event_loop_delay_ms: Infinity, sample_ms: 1_000 } // a starved process counts as infinitely late, which is not later

export const DEFAULTS: AppOptions['config'] = {
  ADMIN_API_KEYS: [
    { name: 'other', secret: 'another-secret-of-the-test' },
    { name: 'tester', secret: ADMIN_SECRET },
  ],
  CORS_ORIGINS: [],
  TRUST_PROXY_CIDRS: [],
  METRICS_ADDRESS: undefined,
  PUBLIC_URL: undefined,
  COMMUNITY_NAME: undefined,
  TIME_ZONE,
  REMINDER_TIME: '18:00',
  DEFAULT_COUNTRY: 'IN',
  META_WA_APP_SECRET: undefined,
  META_WA_WEBHOOK_VERIFY_TOKEN: undefined,
  META_WA_MESSAGES_PER_SECOND: 80,
  META_WA_DAILY_RECIPIENTS: undefined,
  META_WA_TEMPLATE_LANGUAGE: ['en', 'hi', 'ur'],
  SIGN_UP_PAGE: 'on',
  SIGN_UP_CONSENT: undefined,
  REGISTRATIONS_PER_MINUTE: 0,
  PUBLIC_CONFIRMATIONS_PER_HOUR: 0,
}
