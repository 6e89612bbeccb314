import type { Tx } from '@dutybell/shared/db/client'
import { isDatabaseUnavailable, isRefusedForItsContent, isSchemaMissing } from '@dutybell/shared/db/failures'
import { sql } from 'kysely'
import { applyAccountUpdate } from '../accounts/apply-account-update.ts'
import { noteAccountError } from '../accounts/account-errors.ts'
import { storeInbound } from '../inbound/store-inbound.ts'
import { storeMarketingPreference } from '../inbound/marketing-preference.ts'
import { applyTemplateUpdate } from '../templates/apply-template-update.ts'
import { AfterCommit } from './after-commit.ts'
import type { WebhookContext } from './apply-webhooks.ts'
import type { Unmatched } from './queries.ts'
import type { OtherEvent, PlacedEvent } from './read-events.ts'

/**
 * Applies one event behind a savepoint, so that the others of its body stay where it fails. Applying one again changes nothing.
 *
 * @returns the reason where it could not be applied; else null
 * @throws when the database is unavailable; the whole body is then tried again
 */
export async function applyItem(
  ctx: Pick<WebhookContext, 'log' | 'onAccountError'>,
  tx: Tx,
  after: AfterCommit,
  { event, pointer }: PlacedEvent,
): Promise<Unmatched | null> {
  const after_item = new AfterCommit()
  await sql`savepoint item`.execute(tx)
  try {
    await applyEvent(ctx, tx, after_item, event)
    await sql`release savepoint item`.execute(tx)
    after.addAll(after_item)
    return null
  } catch (err) {
    if (isDatabaseUnavailable(err) || isSchemaMissing(err)) throw err
    await sql`rollback to savepoint item`.execute(tx)
    const { kind } = event
    after.logTo(ctx.log).error({ err, kind, item: pointer }, 'Could not apply an item of a webhook; parked')
    const reason = isRefusedForItsContent(err) ? 'refused_by_the_database' : 'failed_to_apply'
    return { reason, item: pointer }
  }
}

/**
 * Whether it pauses or resumes the channel: then the channel's row is locked before any other. News of the account and of templates
 * are written under it too, so that two bodies write them one after the other. A STOP locks the channel last, in set_preference,
 * because its writer is looked for meanwhile.
 */
export function changesChannel(event: OtherEvent): boolean {
  switch (event.kind) {
    case 'marketing_preference':
    case 'account':
    case 'template':
      return true
    case 'inbound':
    case 'account_error':
      return false
  }
}

async function applyEvent(
  ctx: Pick<WebhookContext, 'log' | 'onAccountError'>,
  tx: Tx,
  after: AfterCommit,
  event: OtherEvent,
): Promise<void> {
  const log = after.logTo(ctx.log)
  const item_ctx = { db: tx, log }
  switch (event.kind) {
    case 'inbound':
      return storeInbound(item_ctx, event.message)
    case 'marketing_preference':
      return storeMarketingPreference(item_ctx, event.preference)
    case 'template':
      return applyTemplateUpdate(item_ctx, event.update, event.at)
    case 'account':
      return applyAccountUpdate(item_ctx, event.update, event.at)
    case 'account_error': {
      const onAccountError = (code: string) => after.add(() => ctx.onAccountError(code))
      return noteAccountError({ log, onAccountError }, event.error)
    }
  }
}
