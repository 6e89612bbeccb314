import { sql } from 'kysely'
import type { Db } from '@dutybell/shared/db/client'
import { inOneStatement } from '@dutybell/shared/db/in-transaction'
import { milliseconds } from '@dutybell/shared/db/milliseconds'
import type { ChannelSettings } from '../channels/settings.ts'

/**
 * Resolves deliveries whose lease, in-doubt window or deadline has passed.
 *
 * @returns the number of deliveries whose state changed
 */
export async function settleDeliveries(db: Db, settings: ChannelSettings): Promise<number> {
  const statement = sql<{ moved: number }>`
    select settle_deliveries(
      ${settings.channel}, ${milliseconds(settings.in_doubt_window_ms)}, ${settings.in_doubt_policy},
      ${settings.max_attempts}::integer, ${settings.daily_recipients}::integer) as moved`
  const { rows } = await inOneStatement(db, (one) => statement.execute(one))
  return rows[0]?.moved ?? 0
}

/** Unblocks deliveries that wait for an earlier one which no longer blocks them. */
export async function repairRecipientQueues(db: Db, settings: ChannelSettings): Promise<void> {
  await sql`select repair_recipient_queues(${settings.channel})`.execute(db)
}
