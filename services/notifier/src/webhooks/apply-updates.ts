import { Type } from 'typebox'
import { Value } from 'typebox/value'
import type { Db } from '@dutybell/shared/db/client'
import { isDatabaseUnavailable, isRefusedForItsContent, isSchemaMissing } from '@dutybell/shared/db/failures'
import { applyAccountUpdate } from '../accounts/apply-account-update.ts'
import { logNotice } from '../accounts/log-notice.ts'
import { type AccountErrorContext, noteAccountError } from '../accounts/account-errors.ts'
import { storeInbound } from '../inbound/store-inbound.ts'
import { storeMarketingPreference } from '../inbound/marketing-preference.ts'
import { applyTemplateUpdate } from '../templates/apply-template-update.ts'
import type { OwnAccount } from './own-account.ts'
import type { StoredWebhook, Unmatched } from './queries.ts'
import { readUpdates, type Update } from './read-updates.ts'

export interface UpdateContext extends AccountErrorContext {
  readonly db: Db
  readonly own_account: OwnAccount
}

/**
 * Applies the updates of a webhook other than statuses, each in its own transaction, so that a failing one is parked and does not
 * affect the others. Applying one again changes nothing; of a parked webhook only the parked updates are tried again.
 *
 * @returns the updates that could not be applied, each with its reason
 * @throws when the database is unavailable; the whole webhook is then retried later
 */
export async function applyUpdates(
  ctx: UpdateContext,
  { id, body, unmatched }: StoredWebhook,
): Promise<Unmatched[]> {
  const { updates, unread } = readUpdates(body, ctx.own_account)
  const parked: Unmatched[] = [...unread]
  const before = Value.Check(Parked, unmatched) ? new Set(unmatched.map(({ item }) => item)) : null
  for (const { update, pointer } of updates) {
    if (before !== null && !before.has(pointer)) continue
    try {
      await applyUpdate(ctx, update)
    } catch (err) {
      if (isDatabaseUnavailable(err) || isSchemaMissing(err)) throw err
      const reason = isRefusedForItsContent(err) ? 'refused_by_the_database' : 'failed_to_apply'
      ctx.log.error(
        { err, webhook_id: id, kind: update.kind, item: pointer },
        'Could not apply an update in a webhook; parked',
      )
      parked.push({ reason, item: pointer })
    }
  }
  return parked
}

const Parked = Type.Array(Type.Object({ item: Type.Unknown() }))

async function applyUpdate(ctx: UpdateContext, update: Update): Promise<void> {
  switch (update.kind) {
    case 'inbound':
      return storeInbound(ctx, update.message)
    case 'marketing_preference':
      return storeMarketingPreference(ctx, update.preference)
    case 'template':
      return applyTemplateUpdate(ctx, update.update, update.at)
    case 'account':
      return applyAccountUpdate(ctx, update.update, update.at)
    case 'account_error':
      return noteAccountError(ctx, update.error)
    case 'notice':
      logNotice(ctx.log, update.field, update.value)
  }
}
