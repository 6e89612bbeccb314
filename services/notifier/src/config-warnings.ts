import type { NotifierConfig } from './config.ts'

const OLDEST_LIVE_VERSION = 22 // v21.0 dies on 21 January 2027, all before it have; Meta serves an expired one by the oldest alive

/** What is allowed but will hurt, a sentence each. */
export function configWarnings(config: NotifierConfig): readonly string[] {
  const warnings: string[] = []
  if (Number(/\d+/.exec(config.META_WA_API_VERSION)?.[0]) < OLDEST_LIVE_VERSION) {
    warnings.push(
      `META_WA_API_VERSION ${config.META_WA_API_VERSION} has expired or is about to: Meta serves it by a newer one. Set v25.0.`,
    )
  }
  if (isPlainOffLoopback(config.META_WA_BASE_URL, 'http:')) {
    warnings.push('META_WA_BASE_URL is plain http: the token and every message travel readable.')
  }
  if (isPlainOffLoopback(config.SMTP_URL, 'smtp:')) {
    warnings.push(
      'SMTP_URL is plain smtp: unless the server offers STARTTLS, mail travels readable. smtps:// is sure.',
    )
  }
  if (!config.META_WA_APP_SECRET?.length) {
    warnings.push(
      'META_WA_APP_SECRET is not set: no callback can settle a doubt, so what is in doubt is decided at once.',
    )
  }
  return warnings
}

function isPlainOffLoopback(raw: string, protocol: string): boolean {
  const url = URL.parse(raw)
  return url?.protocol === protocol && !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname)
}
