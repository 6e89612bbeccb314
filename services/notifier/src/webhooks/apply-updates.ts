import type { Db } from '@dutybell/shared/db/client'
import { isDatabaseUnavailable, isRefusedForItsContent, isSchemaMissing } from '@dutybell/shared/db/failures'
import { applyAccountUpdate } from '../accounts/apply-account-update.ts'
import { logNotice } from '../accounts/log-notice.ts'
import { type AccountErrorContext, noteAccountError } from '../accounts/account-errors.ts'
import { keepInbound } from '../inbound/keep-inbound.ts'
import { keepMarketingPreference } from '../inbound/keep-marketing-preference.ts'
import { applyTemplateUpdate } from '../templates/apply-template-update.ts'
import type { OwnAccount } from './own-account.ts'
import type { StoredWebhook, Unmatched } from './queries.ts'
import { readUpdates, type Update } from './read-updates.ts'

export interface UpdateContext extends AccountErrorContext {
  readonly db: Db
  readonly ours: OwnAccount
}

/**
 * Follows what a webhook tells besides statuses, item by item, each in a transaction of its own: so one that fails is
 * parked and harms no other. Following one again changes nothing.
 *
 * @returns what could not be followed, each with its reason
 * @throws when the database is away: then the whole webhook is tried again later
 */
export async function applyUpdates(ctx: UpdateContext, { id, body }: StoredWebhook): Promise<Unmatched[]> {
  const { updates, unread } = readUpdates(body, ctx.ours)
  const parked: Unmatched[] = [...unread]
  for (const { update, pointer } of updates) {
    try {
      await follow(ctx, update)
    } catch (err) {
      if (isDatabaseUnavailable(err) || isSchemaMissing(err)) throw err
      const reason = isRefusedForItsContent(err) ? 'refused_by_the_database' : 'failed_to_apply'
      ctx.log.error({ err, webhook_id: id, kind: update.kind, item: pointer }, 'An update of Meta is parked')
      parked.push({ reason, item: pointer })
    }
  }
  return parked
}

async function follow(ctx: UpdateContext, update: Update): Promise<void> {
  switch (update.kind) {
    case 'inbound':
      return keepInbound(ctx, update.message)
    case 'marketing_preference':
      return keepMarketingPreference(ctx, update.wish)
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
