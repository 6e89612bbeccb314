import { readEnvironment } from '@dutybell/shared/config/read-environment'
import { openDatabase } from '@dutybell/shared/db/client'
import { isDatabaseUnavailable } from '@dutybell/shared/db/failures'
import { requireSuitable } from '@dutybell/shared/db/require-suitable'
import { Heartbeat } from '@dutybell/shared/heartbeats/heartbeat'
import { readRelease } from '@dutybell/shared/lifecycle/release'
import { explainListenError, runMain } from '@dutybell/shared/lifecycle/run-main'
import { installShutdown } from '@dutybell/shared/lifecycle/shutdown'
import { createLogger } from '@dutybell/shared/logger'
import { Waker } from '@dutybell/shared/outbox/wake'
import { buildApp } from './app.ts'
import { loadApiConfig } from './config.ts'

const MAX_CONNECTIONS = 10
const STOP_DEADLINE_MS = 8_000 // an orchestrator kills after ten seconds

export async function run(): Promise<void> {
  await runMain(async () => {
    const given = readEnvironment()
    const config = loadApiConfig(given)
    const log = createLogger({ service: 'api', level: config.LOG_LEVEL })
    const release = readRelease()
    const settings = { ...release, time_zone: config.TIME_ZONE, reminder_time: config.REMINDER_TIME }
    log.info(
      settings,
      `Dutybell ${release.version}: time zone ${config.TIME_ZONE} (zone data ${release.zone_data}), reminders at ${config.REMINDER_TIME}, default country ${config.DEFAULT_COUNTRY}, templates in ${config.META_WA_TEMPLATE_LANGUAGE.join(',')}`,
    )
    await requireSuitable(config.DATABASE_URL, config.TIME_ZONE, 'API').catch((error: unknown) => {
      if (!isDatabaseUnavailable(error)) throw error // /readyz reports it
    })
    const database = openDatabase({
      connectionString: config.DATABASE_URL,
      prepared: config.DATABASE_PREPARED,
      applicationName: 'dutybell-api',
      maxConnections: MAX_CONNECTIONS,
      log,
    })
    const waker = new Waker({ pool: database.pool, log })
    const app = await buildApp({ config, database, waker, log })
    const { version, ...environment } = settings
    const heartbeat = new Heartbeat({
      db: database.db,
      log,
      service: 'api',
      version,
      // The delivery mode is the notifier's.
      settings: {
        ...environment,
        default_country: config.DEFAULT_COUNTRY,
        // The API does not use them; set here to another value than for the notifier, they are a mistake.
        ...(given.IN_DOUBT_POLICY ? { in_doubt_policy: given.IN_DOUBT_POLICY.trim() } : {}),
        ...(given.IN_DOUBT_WINDOW_SECONDS
          ? { in_doubt_window_seconds: Number(given.IN_DOUBT_WINDOW_SECONDS) }
          : {}),
        template_language: config.META_WA_TEMPLATE_LANGUAGE.join(','),
        messages_per_second: config.META_WA_MESSAGES_PER_SECOND,
        daily_recipients: config.META_WA_DAILY_RECIPIENTS ?? null,
        public_confirmations_per_hour: config.PUBLIC_CONFIRMATIONS_PER_HOUR,
      },
    })
    const close = async (): Promise<void> => {
      await heartbeat.stop()
      await app.close()
      await waker.close()
      await database.pool.end()
    }

    const { HOST: host, PORT: port } = config
    try {
      await app.listen({ host, port, listenTextResolver: (url) => `Listening at ${url}` })
      heartbeat.start()
      installShutdown({ log, deadline_ms: STOP_DEADLINE_MS, stop: close })
    } catch (error) {
      await close()
      throw explainListenError(error, { host, port, variable: 'PORT' })
    }
  })
}
