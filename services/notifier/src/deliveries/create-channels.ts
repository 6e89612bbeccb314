import type { Db } from '@dutybell/shared/db/client'
import type { Logger } from '@dutybell/shared/logger'
import type { Pool } from 'pg'
import type { NotifierConfig } from '../config.ts'
import type { Metrics } from '../health/metrics.ts'
import { unsubscribeUrlsOf } from '@dutybell/shared/unsubscribe/unsubscribe-token'
import { createEmailProvider } from '../providers/email/provider.ts'
import type { Provider } from '../providers/outcome.ts'
import { refuseAll, restrictRecipients } from '../providers/restrict-recipients.ts'
import { createWhatsAppProvider } from '../providers/whatsapp/provider.ts'
import { ChannelLoop } from './channel-loop.ts'
import { type ChannelSettings, timeoutsWithin } from '../channels/settings.ts'

const EMAIL_CONCURRENCY = 8 // number of connections that small mail servers allow per client
const EMAIL_WAKE_DELAY_MS = 20 // e-mail takes seconds; without the delay its claims would compete with those of WhatsApp
const EMAIL_PER_SECOND = 1_000 // not a limit in practice: the connections are

export interface ChannelsOptions {
  readonly config: NotifierConfig
  readonly db: Db
  readonly pool: Pool
  readonly metrics: Metrics
  readonly log: Logger
}

/** One loop per channel, each with its own provider, slots, pace and recorder, so that neither delays the other. */
export function createChannels({ config, db, pool, metrics, log }: ChannelsOptions): readonly ChannelLoop[] {
  const providers = { whatsapp: createWhatsApp(config, log), email: createEmail(config, db, log) }
  return [whatsAppSettings(config), emailSettings(config)].map(
    (settings) =>
      new ChannelLoop({
        db,
        pool,
        settings,
        provider: withDeliveryMode(config, providers[settings.channel]),
        log,
        onOutcome: (leased, outcome) => metrics.observeOutcome(settings.channel, leased, outcome),
      }),
  )
}

export function whatsAppSettings(config: NotifierConfig): ChannelSettings {
  const has_receipts = (config.META_WA_APP_SECRET?.length ?? 0) > 0
  return {
    ...commonSettings(config),
    channel: 'whatsapp',
    wake_delay_ms: 0,
    concurrency: config.META_WA_CONCURRENCY,
    messages_per_second: config.META_WA_MESSAGES_PER_SECOND,
    daily_recipients: config.META_WA_DAILY_RECIPIENTS ?? null,
    in_doubt_window_ms: has_receipts ? config.IN_DOUBT_WINDOW_SECONDS * 1000 : 0,
  }
}

/** E-mail has no receipts, so a doubt is resolved at once. */
function emailSettings(config: NotifierConfig): ChannelSettings {
  return {
    ...commonSettings(config),
    channel: 'email',
    wake_delay_ms: EMAIL_WAKE_DELAY_MS,
    concurrency: EMAIL_CONCURRENCY,
    messages_per_second: EMAIL_PER_SECOND,
    daily_recipients: null,
    in_doubt_window_ms: 0,
  }
}

function commonSettings(config: NotifierConfig) {
  const lease_ms = config.LEASE_SECONDS * 1000
  return {
    lease_ms,
    ...timeoutsWithin(lease_ms),
    in_doubt_policy: config.IN_DOUBT_POLICY,
    max_attempts: config.MAX_ATTEMPTS,
    retry_base_ms: config.RETRY_BASE_SECONDS * 1000,
    template_languages: config.META_WA_TEMPLATE_LANGUAGE,
  }
}

function createWhatsApp(config: NotifierConfig, log: Logger): Provider {
  return createWhatsAppProvider({
    base_url: config.META_WA_BASE_URL,
    api_version: config.META_WA_API_VERSION,
    phone_number_id: config.META_WA_PHONE_NUMBER_ID,
    access_token: config.META_WA_ACCESS_TOKEN,
    concurrency: config.META_WA_CONCURRENCY,
    ...timeoutsWithin(config.LEASE_SECONDS * 1000),
    log,
  })
}

function createEmail(config: NotifierConfig, db: Db, log: Logger): Provider {
  if (config.SMTP_URL === 'off') return refuseAll('email_off', 'E-mail is disabled: SMTP_URL is off.')
  return createEmailProvider({
    smtp_url: config.SMTP_URL,
    from: config.EMAIL_FROM,
    unsubscribe_url: config.PUBLIC_URL === undefined ? undefined : unsubscribeUrlsOf(db, config.PUBLIC_URL),
    ...timeoutsWithin(config.LEASE_SECONDS * 1000),
    log,
  })
}

function withDeliveryMode(config: NotifierConfig, provider: Provider): Provider {
  if (config.DELIVERY_MODE === 'live') return provider
  const allowed = new Set(config.DELIVERY_MODE === 'allowlist' ? config.ALLOWED_RECIPIENTS : [])
  return restrictRecipients(provider, (recipient) => allowed.has(recipient))
}
