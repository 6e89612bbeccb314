import { sql } from 'kysely'
import type { Db, Tx } from '@dutybell/shared/db/client'
import { databaseNow } from '@dutybell/shared/db/clock'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import type { Log } from '@dutybell/shared/logger'
import { beginTrial, pauseChannel } from '@dutybell/shared/channels/channel-control'
import { endNews, openNews } from './account-news.ts'
import type { AccountUpdate } from './read-account-update.ts'

const PAUSES_WITHIN = { hours: 24 } // an older event may be over; if it is not, the next send fails with it

/**
 * Pauses WhatsApp when Meta restricts the account, and resumes it with one trial message when Meta reinstates the account. Stores
 * and ends news of the account.
 */
export async function applyAccountUpdate(
  { db, log }: { readonly db: Db; readonly log: Log },
  { event, effect, text, opens, ends }: AccountUpdate,
  at: Temporal.Instant,
): Promise<void> {
  const { has_effect, is_news } = await inTransaction(db, async (tx) => {
    const has_effect =
      effect !== 'none' &&
      (effect === 'resume' || (await isRecent(tx, at))) &&
      (await noteAccountEvent(tx, at, event))
    if (has_effect && effect === 'pause') await pauseChannel(tx, 'whatsapp', { code: event, text })
    if (has_effect && effect === 'resume') await beginTrial(tx, 'whatsapp')
    if (ends.length > 0) await endNews(tx, { keys: ends, text }, at)
    return { has_effect, is_news: opens !== null && (await openNews(tx, opens, at)) }
  })
  const facts = { channel: 'whatsapp', event, action: opens?.action }
  if (has_effect && effect === 'pause') log.error(facts, `Channel paused: ${text}`)
  else if (has_effect) log.info(facts, `Channel resumed with one trial message: ${text}`)
  else if (is_news) log.error(facts, `The account needs attention: ${text}`)
  else if (opens === null) log.info(facts, text)
}

async function isRecent(tx: Tx, at: Temporal.Instant): Promise<boolean> {
  return Temporal.Instant.compare(at, (await databaseNow(tx)).subtract(PAUSES_WITHIN)) >= 0
}

/** @returns false where this event, or a later one, was applied before */
async function noteAccountEvent(tx: Tx, at: Temporal.Instant, event: string): Promise<boolean> {
  const { rows } = await sql<{ is_new: boolean }>`
    select store_account_event('whatsapp', ${at.toString()}::timestamptz, ${event}) as is_new`.execute(tx)
  return rows[0]?.is_new ?? false
}
