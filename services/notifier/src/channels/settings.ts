import type { Channel } from '@dutybell/shared/db/vocabulary'
import type { ConfiguredLanguages } from '@dutybell/shared/templates/languages'

export interface ChannelSettings {
  readonly channel: Channel
  /** The loop waits this long after a wake-up, so that one claim serves several. */
  readonly wake_delay_ms: number
  /** Maximum number of concurrent sends in this process. */
  readonly concurrency: number
  /** Over all processes. */
  readonly messages_per_second: number
  /** Maximum number of recipients in 24 hours; null: no limit. */
  readonly daily_recipients: number | null
  readonly lease_ms: number
  readonly connect_timeout_ms: number
  readonly read_timeout_ms: number
  /** How long a receipt may take to settle a doubt; 0 if there are no receipts. */
  readonly in_doubt_window_ms: number
  readonly in_doubt_policy: 'resend' | 'hold'
  readonly max_attempts: number
  readonly retry_base_ms: number
  readonly template_languages: ConfiguredLanguages
}

export const DEFAULT_RATE_LIMIT_WAIT_MS = 5_000 // Meta's advice for a rate-limited number, if the answer names no time
export const DEFAULT_QUOTA_WAIT_MS = 300_000 // of the delivery; the channel waits longer with each refusal

const MAX_READ_MS = 30_000 // Meta answers in seconds; later the outcome is in doubt
const MAX_CONNECT_MS = 5_000

/** Time-outs that together are shorter than the lease. */
export function timeoutsWithin(lease_ms: number): { connect_timeout_ms: number; read_timeout_ms: number } {
  return {
    connect_timeout_ms: Math.min(MAX_CONNECT_MS, lease_ms / 5),
    read_timeout_ms: Math.min(MAX_READ_MS, lease_ms / 2),
  }
}
