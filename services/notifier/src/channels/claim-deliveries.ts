import { type RawBuilder, sql } from 'kysely'
import type { Db } from '@dutybell/shared/db/client'
import type { ChannelSettings } from './settings.ts'

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
  readonly rank: Date
}

export interface Claim {
  readonly deliveries: readonly Claimed[]
  readonly channel_state: 'running' | 'paused' | 'trial' | 'slow'
  /** Null: nothing is foreseen, look when woken. */
  readonly look_again_in_ms: number | null
}

interface LastRow {
  readonly delivery_id: null
  readonly channel_state: Claim['channel_state']
  readonly look_again_in_ms: number | null
}

/**
 * Takes at most `limit` deliveries, leased, in the order to send them.
 *
 * @param front what ranks earlier is left alone
 */
export async function claimDeliveries(
  db: Db,
  settings: ChannelSettings,
  limit: number,
  front: Date | null = null,
): Promise<Claim> {
  const { rows } = await sql<Claimed | LastRow>`
    select * from claim_deliveries(
      ${settings.channel}, ${limit}, ${milliseconds(settings.lease_ms)},
      ${milliseconds(settings.connect_timeout_ms + settings.read_timeout_ms)},
      ${settings.messages_per_second}::double precision, ${settings.daily_recipients}::integer, ${front}::timestamptz)`.execute(
    db,
  )
  const deliveries = rows.filter((row): row is Claimed => row.delivery_id !== null)
  const last = rows.find((row): row is LastRow => row.delivery_id === null)
  if (!last) throw new Error('claim_deliveries ends with a row about the channel.')
  return { deliveries, channel_state: last.channel_state, look_again_in_ms: last.look_again_in_ms }
}

export function milliseconds(ms: number): RawBuilder<unknown> {
  return sql`${ms} * interval '1 millisecond'`
}
