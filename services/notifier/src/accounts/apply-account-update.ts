import { sql } from 'kysely'
import type { Db, Tx } from '@dutybell/shared/db/client'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import type { Log } from '@dutybell/shared/logger'
import { beginTrial, pauseChannel } from '@dutybell/shared/channels/channel-control'
import type { AccountUpdate } from './read-account-update.ts'

/** Pauses WhatsApp when Meta restricts the account, and resumes it with one trial message when Meta reinstates the account. */
export async function applyAccountUpdate(
  { db, log }: { readonly db: Db; readonly log: Log },
  { event, effect, text }: AccountUpdate,
  at: Temporal.Instant,
): Promise<void> {
  const isNew = await inTransaction(db, async (tx) => {
    if (!(await noteAccountEvent(tx, at, event))) return false
    if (effect === 'pause') await pauseChannel(tx, 'whatsapp', { code: event, text })
    if (effect === 'resume') await beginTrial(tx, 'whatsapp')
    return true
  })
  if (!isNew) return
  if (effect === 'pause') log.error({ channel: 'whatsapp', event }, `Channel paused: ${text}`)
  if (effect === 'resume')
    log.info({ channel: 'whatsapp', event }, `Channel resumed with one trial message: ${text}`)
  if (effect === 'warn') log.error({ channel: 'whatsapp', event }, `The account needs attention: ${text}`)
}

/** @returns false where this event, or a later one, was applied before */
async function noteAccountEvent(tx: Tx, at: Temporal.Instant, event: string): Promise<boolean> {
  const { rows } = await sql<{ is_new: boolean }>`
    select store_account_event('whatsapp', ${at.toString()}::timestamptz, ${event}) as is_new`.execute(tx)
  return rows[0]?.is_new ?? false
}
