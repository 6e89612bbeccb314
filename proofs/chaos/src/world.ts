import { fileURLToPath } from 'node:url'
import { anyFreePort } from '@dutybell/local-postgres/free-port'
import { migrate } from '@dutybell/shared/db/migrate'
import { ADMIN_SECRET } from './client.ts'
import { DatabaseProxy } from '@dutybell/testing/database-proxy'
import { playSmtp } from '@dutybell/testing/smtp-server'
import { type Postgres, query, startPostgres } from './postgres.ts'
import { Callbacks, PHONE_NUMBER_ID } from './provider/callbacks.ts'
import { Catches } from './provider/catches.ts'
import { startGraphServer } from './provider/graph-server.ts'
import { Ledger } from './provider/ledger.ts'
import { mailScript } from './provider/mail-script.ts'
import { ProviderFaults } from './provider/provider-faults.ts'
import type { SeededRandom } from '@dutybell/shared/seeded-random'
import { Service } from './service.ts'
import { zoneWhereItIsNoon } from '@dutybell/testing/noon'

export interface WorldOptions {
  readonly random: SeededRandom
  /** Without callbacks, only the in-doubt window settles a delivery. */
  readonly callbacks_on: boolean
  readonly notifiers: number
  readonly apis: number
  readonly window_seconds: number
  /** Whether the run waits until no job is left, those of killed workers included: their release takes ten seconds and more. */
  readonly awaits_jobs: boolean
}

export const LEASE_SECONDS = 2
const MAX_ATTEMPTS = 6
const APP_SECRET = 'chaos-app-secret'
const DATABASE = 'chaos'

/** One round's database, provider, services, and the proxies between them. */
export interface World {
  readonly random: SeededRandom
  readonly postgres: Postgres
  readonly database_url: string
  readonly notifiers: readonly Service[]
  readonly apis: readonly Service[]
  readonly ledger: Ledger
  readonly providerFaults: ProviderFaults
  readonly catches: Catches
  readonly callbacks: Callbacks
  readonly options: WorldOptions
  /** In TIME_ZONE. */
  readonly tomorrow: Temporal.PlainDate
  readonly stop: () => Promise<void>
}

export async function startWorld(options: WorldOptions): Promise<World> {
  const { random } = options
  const closing: (() => Promise<void>)[] = []
  const stop = async (): Promise<void> => {
    for (const close of closing.splice(0).toReversed()) await close()
  }
  try {
    const postgres = await startPostgres()
    closing.push(() => postgres.stop())
    await query(await postgres.urlOf('postgres'), `create database ${DATABASE}`)
    const database_url = await postgres.urlOf(DATABASE)
    await migrate(database_url)

    const ledger = new Ledger()
    const providerFaults = new ProviderFaults(random.fork())
    const catches = new Catches()
    const apis: Service[] = []
    const callbacks = new Callbacks({
      random: random.fork(),
      catches,
      app_secret: APP_SECRET,
      targets: () => (options.callbacks_on ? apis : []),
      window_ms: options.window_seconds * 1000,
    })
    closing.push(async () => callbacks.stop())
    const graph = await startGraphServer({
      random: random.fork(),
      ledger,
      providerFaults,
      catches,
      callbacks,
    })
    closing.push(() => graph.close())
    const time_zone = zoneWhereItIsNoon()
    const common = {
      ...NEUTRAL,
      TIME_ZONE: time_zone,
      META_WA_APP_SECRET: options.callbacks_on ? APP_SECRET : '',
    }

    for (const name of named('api', options.apis)) {
      const port = await anyFreePort()
      const url = `http://127.0.0.1:${port}`
      const env = { ...common, PORT: String(port), ADMIN_API_KEYS: `chaos:${ADMIN_SECRET}` }
      apis.push(await addService({ name, main: 'services/api/src/main.ts', env, url }))
    }
    const notifiers: Service[] = []
    for (const name of named('notifier', options.notifiers)) {
      const port = await anyFreePort()
      const { smtp_url } = await playSmtp({ teardown: (close) => void closing.push(close) }, () =>
        mailScript({ notifier: name, ledger, providerFaults, catches }),
      )
      const env = {
        ...common,
        NOTIFIER_PORT: String(port),
        META_WA_BASE_URL: graph.url,
        META_WA_ACCESS_TOKEN: name,
        SMTP_URL: smtp_url,
        IN_DOUBT_WINDOW_SECONDS: String(options.window_seconds),
      }
      notifiers.push(
        await addService({
          name,
          main: 'services/notifier/src/main.ts',
          env,
          url: `http://127.0.0.1:${port}`,
        }),
      )
    }
    for (const service of [...apis, ...notifiers]) service.start()
    if (options.callbacks_on) callbacks.start()
    return {
      random,
      postgres,
      database_url,
      notifiers,
      apis,
      ledger,
      providerFaults,
      catches,
      callbacks,
      options,
      tomorrow: Temporal.Now.plainDateISO(time_zone).add({ days: 1 }),
      stop,
    }

    async function addService(given: {
      name: string
      main: string
      env: Readonly<Record<string, string>>
      url: string
    }): Promise<Service> {
      const proxy = await DatabaseProxy.start(database_url)
      closing.push(() => proxy.close())
      const main = fileURLToPath(new URL(`../../../${given.main}`, import.meta.url))
      const service = new Service({
        ...given,
        main,
        env: { ...given.env, DATABASE_URL: proxy.url },
        proxy,
      })
      closing.push(() => service.stop())
      return service
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Settings of the run; an empty value overrides a developer's `.env`. */
const NEUTRAL = {
  HOST: '127.0.0.1',
  REMINDER_TIME: '00:00',
  DEFAULT_COUNTRY: 'IN',
  META_WA_PHONE_NUMBER_ID: PHONE_NUMBER_ID,
  META_WA_ACCESS_TOKEN: 'chaos-token',
  META_WA_BUSINESS_ACCOUNT_ID: '',
  META_WA_MESSAGES_PER_SECOND: '1000',
  META_WA_CONCURRENCY: '16',
  META_WA_DAILY_RECIPIENTS: '',
  EMAIL_FROM: 'Dutybell <dutybell@example.org>',
  ALERT_EMAIL: '',
  COORDINATOR_EMAIL: '',
  DELIVERY_MODE: 'live',
  IN_DOUBT_POLICY: 'resend',
  LEASE_SECONDS: String(LEASE_SECONDS),
  MAX_ATTEMPTS: String(MAX_ATTEMPTS),
  RETRY_BASE_SECONDS: '0.1',
  REGISTRATIONS_PER_MINUTE: '0',
  PUBLIC_CONFIRMATIONS_PER_HOUR: '0',
  LOG_LEVEL: 'warn',
}

function named(kind: string, count: number): string[] {
  return Array.from({ length: count }, (_, place) => `${kind}-${place + 1}`)
}
