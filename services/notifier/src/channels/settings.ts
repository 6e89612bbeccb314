import type { Channel } from '@dutybell/shared/db/vocabulary'

export interface ChannelSettings {
  readonly channel: Channel
  /** How long a wake-up waits for those that follow it. */
  readonly gather_ms: number
  /** Most sends at once in this process. */
  readonly concurrency: number
  /** Over all processes together. */
  readonly messages_per_second: number
  /** Most people reached in 24 hours; null: no limit of ours. */
  readonly daily_recipients: number | null
  readonly lease_ms: number
  readonly connect_timeout_ms: number
  readonly read_timeout_ms: number
  /** How long a callback may take to settle a doubt; 0 where nothing can settle one. */
  readonly in_doubt_window_ms: number
  readonly in_doubt_policy: 'resend' | 'hold'
  readonly max_attempts: number
  readonly retry_base_ms: number
  /** The language of the approved templates, as Meta writes it. */
  readonly template_language: string
}

const LONGEST_READ_MS = 30_000 // Meta answers in seconds; a longer silence is in doubt
const LONGEST_CONNECT_MS = 5_000

/** The time-outs that fit, together, into a lease with room to spare. */
export function timeoutsWithin(lease_ms: number): { connect_timeout_ms: number; read_timeout_ms: number } {
  return {
    connect_timeout_ms: Math.min(LONGEST_CONNECT_MS, lease_ms / 5),
    read_timeout_ms: Math.min(LONGEST_READ_MS, lease_ms / 2),
  }
}
