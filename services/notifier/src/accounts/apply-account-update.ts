import { sql } from 'kysely'
import type { Db, Tx } from '@dutybell/shared/db/client'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import type { Logger } from '@dutybell/shared/logger'
import { beginTrial, pauseChannel } from '@dutybell/shared/channels/channel-control'
import type { AccountUpdate } from './read-account-update.ts'

/** Pauses WhatsApp when Meta stops the account, and lets one message go first when Meta gives it back. */
export async function applyAccountUpdate(
  { db, log }: { readonly db: Db; readonly log: Logger },
  { event, effect, text }: AccountUpdate,
  at: Temporal.Instant,
): Promise<void> {
  const isNews = await inTransaction(db, async (tx) => {
    if (!(await noteAccountEvent(tx, at, event))) return false
    if (effect === 'pause') await pauseChannel(tx, 'whatsapp', { code: event, text })
    if (effect === 'resume') await beginTrial(tx, 'whatsapp')
    return true
  })
  if (!isNews) return
  if (effect === 'pause') log.error({ channel: 'whatsapp', event }, `The channel pauses: ${text}`)
  if (effect === 'resume') log.info({ channel: 'whatsapp', event }, `One message goes first: ${text}`)
  if (effect === 'warn') log.error({ channel: 'whatsapp', event }, `The account needs a look: ${text}`)
}

/** @returns false for what is no news: something later was followed before, or the same */
async function noteAccountEvent(tx: Tx, at: Temporal.Instant, event: string): Promise<boolean> {
  const { rows } = await sql<{ is_news: boolean }>`
    select store_account_event('whatsapp', ${at.toString()}::timestamptz, ${event}) as is_news`.execute(tx)
  return rows[0]?.is_news ?? false
}
