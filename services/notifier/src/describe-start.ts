import { readRelease } from '@dutybell/shared/lifecycle/release'
import type { NotifierConfig } from './config.ts'

/** The settings that decide what is sent, and when; no secrets. */
export function startSettings(config: NotifierConfig) {
  return {
    ...readRelease(),
    delivery_mode: config.DELIVERY_MODE,
    provider: hostOf(config.META_WA_BASE_URL),
    api_version: config.META_WA_API_VERSION,
    mail_server: config.SMTP_URL === 'off' ? 'off' : hostOf(config.SMTP_URL),
    time_zone: config.TIME_ZONE,
    reminder_time: config.REMINDER_TIME,
  }
}

/** The start settings and those that must be the same in all processes. */
export function heartbeatSettings(config: NotifierConfig) {
  const { version: _, ...settings } = startSettings(config)
  return {
    ...settings,
    default_country: config.DEFAULT_COUNTRY,
    template_language: config.META_WA_TEMPLATE_LANGUAGE.join(','),
    in_doubt_policy: config.IN_DOUBT_POLICY,
    in_doubt_window_seconds: config.IN_DOUBT_WINDOW_SECONDS,
    messages_per_second: config.META_WA_MESSAGES_PER_SECOND,
    daily_recipients: config.META_WA_DAILY_RECIPIENTS ?? null,
    public_confirmations_per_hour: config.PUBLIC_CONFIRMATIONS_PER_HOUR,
    lease_seconds: config.LEASE_SECONDS,
    max_attempts: config.MAX_ATTEMPTS,
  }
}

export function describeStart(config: NotifierConfig): string {
  const { DEFAULT_COUNTRY, META_WA_TEMPLATE_LANGUAGE, IN_DOUBT_POLICY, IN_DOUBT_WINDOW_SECONDS } = config
  const { version, delivery_mode, provider, api_version, mail_server, time_zone, zone_data, reminder_time } =
    startSettings(config)
  return `Dutybell ${version}: delivery mode ${delivery_mode}, WhatsApp by ${provider} (${api_version}), mail by ${mail_server}, time zone ${time_zone} (zone data ${zone_data}), reminders at ${reminder_time}, default country ${DEFAULT_COUNTRY}, templates in ${META_WA_TEMPLATE_LANGUAGE.join(',')}, in doubt: ${IN_DOUBT_POLICY} after ${IN_DOUBT_WINDOW_SECONDS} s`
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? 'unknown'
}
