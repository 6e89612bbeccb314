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

export function describeStart(settings: ReturnType<typeof startSettings>): string {
  const { version, delivery_mode, provider, api_version, mail_server, time_zone, zone_data, reminder_time } =
    settings
  return `Dutybell ${version}: delivery mode ${delivery_mode}, WhatsApp by ${provider} (${api_version}), mail by ${mail_server}, time zone ${time_zone} (zone data ${zone_data}), reminders at ${reminder_time}`
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? 'unknown'
}
