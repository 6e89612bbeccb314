import type { Database } from '@dutybell/shared/db/client'
import { databaseNow } from '@dutybell/shared/db/clock'
import { AppError } from '@dutybell/shared/errors'
import type { Logger } from '@dutybell/shared/logger'
import type { Waker } from '@dutybell/shared/outbox/wake'
import { fastify, type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { alertRoutes } from './alerts/routes.ts'
import { importRoutes } from './imports/routes.ts'
import { inboundRoutes } from './inbound/routes.ts'
import { auditRoutes } from './audit/routes.ts'
import type { ApiConfig } from './config.ts'
import { negotiateCsv } from './csv/negotiate-csv.ts'
import { channelRoutes } from './channels/routes.ts'
import { deliveryRoutes } from './deliveries/routes.ts'
import { retryRoutes } from './deliveries/retry-routes.ts'
import { consolePages } from './console/plugin.ts'
import { dayRoutes } from './days/routes.ts'
import { dutyChangeRoutes } from './duty-assignments/change-routes.ts'
import { phoneRoutes } from './duty-assignments/phone-routes.ts'
import { dutyAssignmentRoutes } from './duty-assignments/routes.ts'
import { dutyTimeRoutes } from './duty-times/routes.ts'
import { erasureRoutes } from './erasure/routes.ts'
import { KeyRing } from './keys/key-ring.ts'
import { auditReveals } from './pii/audit-reveals.ts'
import { requireAdminKey } from './plugins/admin-auth.ts'
import { refuseMalformed } from './plugins/client-errors.ts'
import { healthRoutes } from './plugins/health.ts'
import { enforceSingleHostHeader } from './plugins/single-host-header.ts'
import { acceptJsonOnly } from './plugins/json-body.ts'
import { watchMethods } from './plugins/method-not-allowed.ts'
import { shedLoad, SHEDDING_LIMITS, type SheddingLimits } from './plugins/load-shedding.ts'
import { exposeMetrics } from './plugins/metrics.ts'
import { describeApi } from './plugins/openapi.ts'
import { noteReadiness, sendProblem } from './plugins/problem-details.ts'
import { BurstStore } from './plugins/public-limits.ts'
import { readProxies } from './plugins/proxies.ts'
import { echoRequestId, requestIdOf } from './plugins/request-id.ts'
import { logRequests } from './plugins/request-log.ts'
import { endUnfinishedRequests } from './plugins/unfinished-requests.ts'
import { sendSecurityHeaders } from './plugins/security-headers.ts'
import { validateStrictly } from './plugins/validation.ts'
import { Registrar } from './registrations/registrar.ts'
import { publicRegistrationRoutes } from './registrations/public-routes.ts'
import { registrationRoutes } from './registrations/routes.ts'
import { reminderRoutes } from './reminders/routes.ts'
import { signUpPage } from './sign-up/routes.ts'
import { templateRoutes } from './templates/routes.ts'
import { traceRequests } from './plugins/trace-requests.ts'
import { unsubscribeRoutes } from './unsubscribe/routes.ts'
import { webhookRoutes } from './webhooks/routes.ts'

export interface AppOptions {
  readonly config: Omit<ApiConfig, 'DATABASE_URL' | 'DATABASE_PREPARED' | 'HOST' | 'PORT' | 'LOG_LEVEL'>
  readonly database: Database
  readonly waker: Waker
  readonly log: Logger
  /** The database's clock unless given. */
  readonly now?: () => Promise<Temporal.Instant>
  /** When requests are turned away; the default unless given. */
  readonly shedding?: SheddingLimits
}

// A slow sender must not hold a socket for ever.
const HEADERS_TIMEOUT_MS = 30_000
const REQUEST_TIMEOUT_MS = 120_000 // for a request to arrive whole: an import of 10 MiB takes 84 s at 1 Mbit/s

const MAX_PARAMETER_CHARACTERS = 16_384 // as Node takes of all headers: how long one may be, its schema says

/** The API, ready to listen or to be tried with inject. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const loggerInstance: FastifyBaseLogger = options.log
  const { PUBLIC_URL: public_url, SIGN_UP_PAGE, METRICS_ADDRESS, TIME_ZONE: time_zone } = options.config
  const app = fastify({
    loggerInstance,
    genReqId: requestIdOf,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    routerOptions: { maxParamLength: MAX_PARAMETER_CHARACTERS },
    http: { requireHostHeader: false, headersTimeout: HEADERS_TIMEOUT_MS },
    requestTimeout: REQUEST_TIMEOUT_MS,
    return503OnClosing: false, // what came in before the end is served
    trustProxy: options.config.TRUST_PROXY_CIDRS.length > 0 ? [...options.config.TRUST_PROXY_CIDRS] : false,
    frameworkErrors: (error, request, reply) => void sendProblem(error, request, reply),
    clientErrorHandler: refuseMalformed,
  })
  app.setErrorHandler(sendProblem)
  app.setNotFoundHandler(() => {
    throw new AppError('route_not_found', 'No route has this URL: /docs lists the routes.')
  })
  noteReadiness(app)
  const refuseOtherMethods = watchMethods(app)
  endUnfinishedRequests(app)
  readProxies(app, options.config.TRUST_PROXY_CIDRS)
  echoRequestId(app)
  logRequests(app)
  traceRequests(app)
  auditReveals(app, options.database.db)
  enforceSingleHostHeader(app)
  sendSecurityHeaders(app)
  await shedLoad(app, options.shedding ?? SHEDDING_LIMITS)
  acceptJsonOnly(app)
  validateStrictly(app)
  await describeApi(app, { public_url, sign_up_page: SIGN_UP_PAGE === 'on' })
  exposeMetrics(app, options.database.pool, { time_zone }, METRICS_ADDRESS)
  await registerRoutes(app, options)
  refuseOtherMethods()
  return app
}

async function registerRoutes(
  app: FastifyInstance,
  { config, database, waker, now }: AppOptions,
): Promise<void> {
  const { db } = database
  const { TIME_ZONE: time_zone, DEFAULT_COUNTRY: default_country, REMINDER_TIME: reminder_time } = config
  const template_languages = config.META_WA_TEMPLATE_LANGUAGE
  const clock = { db, time_zone, reminder_time, template_languages, now: now ?? (() => databaseNow(db)) }
  const limits = {
    per_address: config.REGISTRATIONS_PER_MINUTE > 0,
    confirmations_per_hour: config.PUBLIC_CONFIRMATIONS_PER_HOUR,
  }
  const keys = new KeyRing(db, config.ADMIN_API_KEYS)

  await app.register(healthRoutes, { pool: database.pool })
  await app.register(webhookRoutes, {
    prefix: '/webhooks',
    ctx: { db, waker },
    app_secrets: config.META_WA_APP_SECRET ?? [],
    verify_token: config.META_WA_WEBHOOK_VERIFY_TOKEN,
  })
  await app.register(unsubscribeRoutes, { prefix: '/unsubscribe', db })
  const registrar = new Registrar({ db, waker, limits })
  const registering = { db, waker, default_country, template_languages, registrar }
  const limit = { per_minute: config.REGISTRATIONS_PER_MINUTE, bursts: new BurstStore() }
  await app.register(publicRegistrationRoutes, {
    prefix: '/v1/registrations',
    ctx: registering,
    keys,
    cors_origins: config.CORS_ORIGINS,
    limit,
  })
  if (config.SIGN_UP_PAGE === 'on')
    await app.register(signUpPage, {
      ctx: registering,
      community_name: config.COMMUNITY_NAME,
      consent_words: config.SIGN_UP_CONSENT,
      limit,
    })
  const expects_receipts = (config.META_WA_APP_SECRET ?? []).length > 0
  const assigning = { db, waker, time_zone, template_languages }
  const channels = {
    ...clock,
    waker,
    messages_per_second: config.META_WA_MESSAGES_PER_SECOND,
    daily_recipients: config.META_WA_DAILY_RECIPIENTS ?? null,
  }
  const { PUBLIC_URL: public_url, COMMUNITY_NAME: community_name = 'Dutybell' } = config
  await app.register(consolePages, {
    prefix: '/console',
    ctx: {
      ...channels,
      ...assigning,
      keys,
      public_url,
      community_name,
      expects_receipts,
      default_country,
    },
  })
  await app.register(async (admin) => {
    requireAdminKey(admin, keys)
    negotiateCsv(admin)
    await admin.register(registrationRoutes, {
      prefix: '/v1/registrations',
      ctx: { db, waker, default_country, template_languages },
    })
    await admin.register(erasureRoutes, {
      prefix: '/v1/registrations',
      ctx: { db, waker, default_country },
    })
    await admin.register(dutyAssignmentRoutes, { prefix: '/v1/duty-assignments', ctx: assigning })
    await admin.register(dutyChangeRoutes, { prefix: '/v1/duty-assignments', ctx: assigning })
    await admin.register(phoneRoutes, { prefix: '/v1/duty-assignments', ctx: { db, waker } })
    await admin.register(dayRoutes, {
      prefix: '/v1/days',
      ctx: { ...clock, expects_receipts },
    })
    await admin.register(dutyTimeRoutes, { prefix: '/v1/duty-times', ctx: { ...clock, waker } })
    await admin.register(deliveryRoutes, { prefix: '/v1/deliveries', ctx: { db, template_languages } })
    await admin.register(retryRoutes, { prefix: '/v1/deliveries', ctx: { db, waker, template_languages } })
    await admin.register(reminderRoutes, { prefix: '/v1/reminders', ctx: clock, waker })
    await admin.register(channelRoutes, { prefix: '/v1/channels', ctx: channels })
    await admin.register(importRoutes, { prefix: '/v1/imports', ctx: { ...assigning, default_country } })
    await admin.register(inboundRoutes, { prefix: '/v1/inbound-messages', ctx: { db } })
    await admin.register(alertRoutes, { prefix: '/v1/alerts', ctx: { db } })
    await admin.register(auditRoutes, { prefix: '/v1/audit-log', ctx: { db } })
    await admin.register(templateRoutes, { prefix: '/v1/templates', ctx: { db, waker, template_languages } })
  })
}
