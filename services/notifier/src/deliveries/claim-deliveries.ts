import type { Pool } from 'pg'
import type { ChannelSettings } from '../channels/settings.ts'

/** A delivery this process may send now, and what it says. */
export interface Claimed {
  readonly delivery_id: string
  readonly attempt: number
  /** Attempts spent before this one. */
  readonly spent: number
  readonly recipient: string
  readonly template: string
  readonly payload: { readonly parameters: readonly string[] }
  readonly registration_id: string | null
  readonly possible_duplicate: boolean
  /** The channel was paused, and this one goes first. */
  readonly is_trial: boolean
  /** Its place among all: the earlier the sooner. */
  readonly rank: Temporal.Instant
}

export interface Claim {
  readonly deliveries: readonly Claimed[]
  readonly channel_state: 'running' | 'paused' | 'trial' | 'slow'
  /** Null: nothing is foreseen, look when woken. */
  readonly next_claim_in_ms: number | null
}

interface LastRow {
  readonly delivery_id: null
  readonly channel_state: Claim['channel_state']
  readonly next_claim_in_ms: number | null
}

/** Prepared once on each connection: between a commit and its message stands this statement. */
const CLAIM = {
  name: 'claim_deliveries',
  text: `
    select * from claim_deliveries($1, $2, $3 * interval '1 millisecond', $4 * interval '1 millisecond', $5, $6, $7)`,
}

/**
 * Takes at most `limit` deliveries, leased, in the order to send them.
 *
 * @param front what ranks earlier is left alone
 */
export async function claimDeliveries(
  pool: Pool,
  settings: ChannelSettings,
  limit: number,
  front: Temporal.Instant | null = null,
): Promise<Claim> {
  const { rows } = await pool.query<Claimed | LastRow>({
    ...CLAIM,
    values: [
      settings.channel,
      limit,
      settings.lease_ms,
      settings.connect_timeout_ms + settings.read_timeout_ms,
      settings.messages_per_second,
      settings.daily_recipients,
      front?.toString() ?? null,
    ],
  })
  const deliveries = rows.filter((row): row is Claimed => row.delivery_id !== null)
  const last = rows.find((row): row is LastRow => row.delivery_id === null)
  if (!last) throw new Error('claim_deliveries ends with a row about the channel.')
  return { deliveries, channel_state: last.channel_state, next_claim_in_ms: last.next_claim_in_ms }
}
