import { type Config, type Environment, loadConfig } from '@dutybell/shared/config/load-config'
import type { VariableName } from '@dutybell/shared/config/variables'

const NAMES = [
  'DATABASE_URL',
  'HOST',
  'NOTIFIER_PORT',
  'PUBLIC_URL',
  'METRICS_ADDRESS',
  'TIME_ZONE',
  'REMINDER_TIME',
  'DEFAULT_COUNTRY',
  'WHATSAPP_PROVIDER',
  'META_WA_PHONE_NUMBER_ID',
  'META_WA_ACCESS_TOKEN',
  'META_WA_BUSINESS_ACCOUNT_ID',
  'META_WA_API_VERSION',
  'META_WA_BASE_URL',
  'META_WA_APP_SECRET',
  'META_WA_WEBHOOK_VERIFY_TOKEN', // of the API; preflight shakes hands with it
  'META_WA_TEMPLATE_LANGUAGE',
  'META_WA_MESSAGES_PER_SECOND',
  'META_WA_CONCURRENCY',
  'META_WA_DAILY_RECIPIENTS',
  'SMTP_URL',
  'EMAIL_FROM',
  'ALERT_EMAIL',
  'COORDINATOR_EMAIL',
  'DELIVERY_MODE',
  'ALLOWED_RECIPIENTS',
  'IN_DOUBT_WINDOW_SECONDS',
  'IN_DOUBT_POLICY',
  'LEASE_SECONDS',
  'MAX_ATTEMPTS',
  'RETRY_BASE_SECONDS',
  'RETENTION_DAYS',
  'PUBLIC_CONFIRMATIONS_PER_HOUR',
  'LOG_LEVEL',
] as const satisfies readonly VariableName[]

type Loaded = Config<(typeof NAMES)[number]>
type Required = 'DATABASE_URL' | 'META_WA_ACCESS_TOKEN' | 'META_WA_PHONE_NUMBER_ID' | 'SMTP_URL'

export type NotifierConfig = Loaded & { readonly [name in Required]: string }

const MISSING: Readonly<Record<Required, string>> = {
  DATABASE_URL: 'must be set: the Postgres database, such as postgres://user:password@host/dutybell.',
  META_WA_ACCESS_TOKEN: "must be set: a system user's permanent token, from Meta's business settings.",
  META_WA_PHONE_NUMBER_ID: "must be set: the id of the sending number, from the app's WhatsApp page.",
  SMTP_URL: 'must be set: the mail server, such as smtp://user:password@host:587, or off for no e-mail.',
}

/**
 * In production there is no simulator: a token and a mail server are required.
 *
 * @throws {ConfigError} with all errors
 */
export function loadNotifierConfig(environment: Environment): NotifierConfig {
  const config = loadConfig(environment, NAMES, (loaded) =>
    missing(loaded).map((name) => `${name} ${MISSING[name]}`),
  )
  if (isComplete(config))
    return { ...config, COORDINATOR_EMAIL: config.COORDINATOR_EMAIL ?? config.ALERT_EMAIL }
  throw new Error('Unreachable: loadConfig rejects an incomplete configuration.')
}

function missing(config: Loaded): Required[] {
  const required: Required[] = ['DATABASE_URL', 'META_WA_ACCESS_TOKEN', 'META_WA_PHONE_NUMBER_ID', 'SMTP_URL']
  return required.filter((name) => config[name] === undefined)
}

function isComplete(config: Loaded): config is NotifierConfig {
  return missing(config).length === 0
}
