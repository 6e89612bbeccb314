import { type Config, type Environment, loadConfig } from '@dutybell/shared/config/load-config'
import type { VariableName } from '@dutybell/shared/config/variables'

const NAMES = [
  'DATABASE_URL',
  'DATABASE_PREPARED',
  'HOST',
  'PORT',
  'METRICS_ADDRESS',
  'ADMIN_API_KEYS',
  'CORS_ORIGINS',
  'TRUST_PROXY_CIDRS',
  'PUBLIC_URL',
  'COMMUNITY_NAME',
  'TIME_ZONE',
  'REMINDER_TIME',
  'DEFAULT_COUNTRY',
  'META_WA_APP_SECRET',
  'META_WA_WEBHOOK_VERIFY_TOKEN',
  'META_WA_MESSAGES_PER_SECOND',
  'META_WA_DAILY_RECIPIENTS',
  'META_WA_TEMPLATE_LANGUAGE',
  'REGISTRATIONS_PER_MINUTE',
  'PUBLIC_CONFIRMATIONS_PER_HOUR',
  'SIGN_UP_PAGE',
  'SIGN_UP_CONSENT',
  'LOG_LEVEL',
] as const satisfies readonly VariableName[]

export type ApiConfig = Omit<Config<(typeof NAMES)[number]>, 'DATABASE_URL' | 'ADMIN_API_KEYS'> & {
  readonly DATABASE_URL: string
  readonly ADMIN_API_KEYS: readonly AdminKey[]
}

export interface AdminKey {
  readonly name: string
  readonly secret: string
}

/** @throws {ConfigError} listing every fault */
export function loadApiConfig(environment: Environment): ApiConfig {
  const { DATABASE_URL = '', ADMIN_API_KEYS = [], ...config } = loadConfig(environment, NAMES, unmet)
  return { ...config, DATABASE_URL, ADMIN_API_KEYS }
}

function unmet(config: Config<'DATABASE_URL' | 'ADMIN_API_KEYS'>): string[] {
  return [
    ...(config.DATABASE_URL ? [] : ['DATABASE_URL must be set: the Postgres database, 15 or later.']),
    ...(config.ADMIN_API_KEYS === undefined
      ? [
          'ADMIN_API_KEYS must be set: name:secret pairs, or off where pnpm api-keys makes the keys, without which nobody could assign a duty.',
        ]
      : []),
  ]
}
