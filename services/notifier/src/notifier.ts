import { databaseNow } from '@dutybell/shared/db/clock'
import { openDatabase } from '@dutybell/shared/db/client'
import { readSchemaFiles } from '@dutybell/shared/db/schema-files'
import { requireSuitable } from '@dutybell/shared/db/require-suitable'
import { explainNewerWorkerSchema } from '@dutybell/shared/db/worker-schema'
import { Heartbeat } from '@dutybell/shared/heartbeats/heartbeat'
import { measurePool } from '@dutybell/shared/lifecycle/process-metrics'
import { readRelease } from '@dutybell/shared/lifecycle/release'
import { type MetricsListener, serveMetrics } from '@dutybell/shared/lifecycle/metrics-listener'
import { explainListenError } from '@dutybell/shared/lifecycle/run-main'
import type { Logger } from '@dutybell/shared/logger'
import { createChannels, whatsAppSettings } from './deliveries/create-channels.ts'
import type { NotifierConfig } from './config.ts'
import { RecipientReserve } from './daily-limit/recipient-reserve.ts'
import { heartbeatSettings, startSettings } from './describe-start.ts'
import { warnOfZoneData } from './health/compare-zone-data.ts'
import { createHealthServer } from './health/health-server.ts'
import { measureFigures } from './health/measure-figures.ts'
import { createMetrics } from './health/metrics.ts'
import { readReadiness } from './health/readiness.ts'
import { guardConnection } from './restore/restore-pause.ts'
import { ConfirmationRelease } from './sign-ups/confirmation-release.ts'
import { taskContext } from './tasks/task-context.ts'
import { createTaskList } from './tasks/task-list.ts'
import { readTemplatesSoon } from './templates/meta-templates.ts'
import { adoptLanguage } from './templates/queries.ts'
import { ownAccount } from './webhooks/own-account.ts'
import { WebhookLoop } from './webhooks/webhook-loop.ts'
import { startWorker, type Worker } from './worker/start-worker.ts'
import { findStuckJobs } from './worker/stuck-jobs.ts'

const MAX_CONNECTIONS = 14 // LISTEN, the worker liveness lock, four jobs, two loops that claim, settle and record, and a reserve

export interface Notifier {
  readonly url: string
  readonly stop: () => Promise<void>
}

export interface NotifierOptions {
  readonly config: NotifierConfig
  readonly log: Logger
  /** graphile-worker's runner ended unexpectedly: the process must be restarted. */
  readonly onEnded: (error?: unknown) => void
}

/** Starts everything in the order of its dependencies; `stop` closes it in reverse. */
export async function startNotifier({ config, log, onEnded }: NotifierOptions): Promise<Notifier> {
  const schema = await readSchemaFiles()
  await requireSuitable(config.DATABASE_URL, config.TIME_ZONE, 'notifier')
  const { db, pool } = openDatabase({
    connectionString: config.DATABASE_URL,
    applicationName: 'dutybell-notifier',
    maxConnections: MAX_CONNECTIONS,
    log,
    keepsSessions: true,
    onConnect: guardConnection(log),
  })
  const [default_language] = config.META_WA_TEMPLATE_LANGUAGE
  const metrics = createMetrics(startSettings(config))
  const channels = createChannels({ config, db, pool, metrics, log })
  const wakeChannels = () => channels.forEach((channel) => channel.wake())
  const webhooks = new WebhookLoop({
    db,
    log,
    settings: whatsAppSettings(config),
    own_account: ownAccount(config),
    onApplied: wakeChannels,
    onAccountError: metrics.countAccountError,
    onDelivered: metrics.observeDelivered,
  })
  const clock = {
    time_zone: config.TIME_ZONE,
    reminder_time: config.REMINDER_TIME,
    template_languages: config.META_WA_TEMPLATE_LANGUAGE,
    now: () => databaseNow(db),
  }
  const wakeWebhooks = () => webhooks.wake()
  const expects_receipts = (config.META_WA_APP_SECRET ?? []).length > 0
  const context = taskContext({
    config,
    db,
    pool,
    log,
    clock,
    expects_receipts,
    wake: wakeChannels,
    wakeWebhooks,
  })
  const taskList = createTaskList(context)
  measurePool(metrics.registry, pool)
  measureFigures(metrics.registry, {
    db,
    ...clock,
    expects_receipts,
    findStuckJobs: () => findStuckJobs(db, Object.keys(taskList)),
  })
  for (const channel of channels) metrics.watchLoop(channel)

  const stoppedLoops = () => channels.flatMap((channel) => channel.stopped ?? [])
  const health = createHealthServer({
    metrics: config.METRICS_ADDRESS === undefined ? metrics : undefined,
    readiness: () =>
      readReadiness({ pool, schema, channels, isListening: () => worker?.isListening() ?? false }),
  })
  const heartbeat = new Heartbeat({
    db,
    log,
    service: 'notifier',
    version: readRelease().version,
    settings: heartbeatSettings(config),
    stoppedLoops,
  })
  const per_hour = config.PUBLIC_CONFIRMATIONS_PER_HOUR
  const confirmations = new ConfirmationRelease({ db, log, per_hour, onReleased: wakeChannels })
  const reserve = new RecipientReserve({ db, log, ...clock }, config.META_WA_DAILY_RECIPIENTS)
  let metricsListener: MetricsListener | undefined
  let worker: Worker | undefined
  // First: a process whose port is taken must start nothing.
  const url = await listen()
  const starting = startWorker({
    pool,
    taskList,
    log,
    onWakeUp: (task) => (task === 'apply_webhooks' ? wakeWebhooks() : wakeChannels()),
    onEnded,
  })
  worker = await starting.catch(async (error: unknown) => {
    await stop()
    throw explainNewerWorkerSchema(error)
  })
  await adoptLanguage(db, default_language).catch((err: unknown) =>
    log.warn({ err }, 'Could not give earlier holds and messages their language; the next start does'),
  )
  heartbeat.start()
  await reserve.start()
  for (const channel of channels) channel.start()
  webhooks.start()
  confirmations.start()
  void readTemplatesSoon(pool, log)
  void warnOfZoneData(db, config.TIME_ZONE, log)
  return { url, stop }
  async function listen(): Promise<string> {
    const where = { host: config.HOST, port: config.NOTIFIER_PORT }
    try {
      if (config.METRICS_ADDRESS !== undefined) {
        metricsListener = await serveMetrics(metrics.registry, config.METRICS_ADDRESS)
        log.info({ url: metricsListener.url }, `Listening at ${metricsListener.url}`)
      }
      return await health.listen(where)
    } catch (error) {
      await stop()
      throw explainListenError(error, { ...where, variable: 'NOTIFIER_PORT' })
    }
  }
  async function stop(): Promise<void> {
    await Promise.all([
      webhooks.stop(),
      confirmations.stop(),
      reserve.stop(),
      ...channels.map((channel) => channel.stop()),
    ])
    await worker?.stop()
    await heartbeat.stop()
    await health.close()
    await metricsListener?.close()
    await db.destroy()
  }
}
