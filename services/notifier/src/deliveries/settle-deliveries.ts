import { sql } from 'kysely'
import type { Db } from '@dutybell/shared/db/client'
import { milliseconds } from '@dutybell/shared/db/milliseconds'
import type { ChannelSettings } from '../channels/settings.ts'

/**
 * Decides what time alone decides: leases that ran out, doubts past their window, deadlines.
 *
 * @returns how many deliveries moved
 */
export async function settleDeliveries(db: Db, settings: ChannelSettings): Promise<number> {
  const { rows } = await sql<{ moved: number }>`
    select settle_deliveries(
      ${settings.channel}, ${milliseconds(settings.in_doubt_window_ms)}, ${settings.in_doubt_policy},
      ${settings.max_attempts}::integer, ${settings.daily_recipients}::integer) as moved`.execute(db)
  return rows[0]?.moved ?? 0
}

/** Lets go whoever waits a turn that nobody holds any more. */
export async function repairRecipientQueues(db: Db, settings: ChannelSettings): Promise<void> {
  await sql`select repair_recipient_queues(${settings.channel})`.execute(db)
}
