import { findLanguage, LANGUAGES } from '@dutybell/shared/templates/languages'
import type { NotifierConfig } from './config.ts'

const OLDEST_LIVE_VERSION = 22 // v21.0 expires on 21 January 2027, earlier ones have expired; Meta serves an expired version with the oldest available one

/** Settings that are allowed but risky, one sentence each. */
export function configWarnings(config: NotifierConfig): readonly string[] {
  const warnings: string[] = []
  if (config.DELIVERY_MODE === 'sandbox') {
    warnings.push('DELIVERY_MODE is sandbox: no message is sent to anybody.')
  }
  if (config.DELIVERY_MODE === 'allowlist') {
    warnings.push('DELIVERY_MODE is allowlist: messages are sent only to ALLOWED_RECIPIENTS.')
  }
  if (Number(/\d+/.exec(config.META_WA_API_VERSION)?.[0]) < OLDEST_LIVE_VERSION) {
    warnings.push(
      `META_WA_API_VERSION ${config.META_WA_API_VERSION} has expired or expires soon, and Meta then answers with a newer version: set v25.0.`,
    )
  }
  if (isPlainOffLoopback(config.META_WA_BASE_URL, 'http:')) {
    warnings.push('META_WA_BASE_URL is plain http: the token and all messages are sent unencrypted.')
  }
  if (isPlainOffLoopback(config.SMTP_URL, 'smtp:')) {
    warnings.push(
      'SMTP_URL is plain smtp: without STARTTLS on the server, mail is sent unencrypted. Use smtps:// to require TLS.',
    )
  }
  if (!config.META_WA_APP_SECRET?.length) {
    warnings.push('META_WA_APP_SECRET is not set: without receipts the in-doubt window is 0.')
  }
  if (config.COORDINATOR_EMAIL === undefined) {
    warnings.push('COORDINATOR_EMAIL and ALERT_EMAIL are not set: no evening digest is sent.')
  }
  const unknown = config.META_WA_TEMPLATE_LANGUAGE.filter((code) => findLanguage(code) === undefined)
  if (unknown.length > 0) {
    const known = LANGUAGES.map(({ code }) => code).join(', ')
    warnings.push(
      `META_WA_TEMPLATE_LANGUAGE has languages without words in the catalogue (${unknown.join(', ')}; with words: ${known}): e-mail and dates in them have the words of the default language.`,
    )
  }
  return warnings
}

function isPlainOffLoopback(raw: string, protocol: string): boolean {
  const url = URL.parse(raw)
  return url?.protocol === protocol && !isLoopback(url.hostname)
}

export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[?::1\]?)$/u.test(host)
}
