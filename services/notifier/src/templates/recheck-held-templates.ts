import type { Db } from '@dutybell/shared/db/client'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import type { Logger } from '@dutybell/shared/logger'
import { isTemplateName, TEMPLATES } from '@dutybell/shared/templates/catalogue'
import { releaseTemplate } from '@dutybell/shared/channels/channel-control'
import { endsWithApproval } from '@dutybell/shared/whatsapp/error-catalogue'
import { type GraphAccount, readTemplates, type TemplateRow } from '../providers/whatsapp/read-templates.ts'
import { findHeldTemplates, type HeldTemplate, lockHeld, releaseLeftBehind } from './queries.ts'
import { isSameLanguage } from './read-template-update.ts'

export interface HeldTemplatesContext {
  readonly db: Db
  readonly log: Logger
  /** Null if META_WA_BUSINESS_ACCOUNT_ID is not set: then only webhooks and operators release. */
  readonly account: GraphAccount | null
}

/**
 * Asks Meta about held templates, because a webhook may be lost, and releases those that are approved again. Also releases deliveries
 * that were recorded as held after the release of their template.
 */
export async function recheckHeldTemplates(ctx: HeldTemplatesContext, signal: AbortSignal): Promise<void> {
  const { db, log, account } = ctx
  await releaseLeftBehind(db)
  if (account === null) return
  for (const held of await findHeldTemplates(db)) {
    if (!isReleasable(held)) continue
    const answer = await readTemplates(account, held.name, signal)
    if (!answer.ok) {
      log.warn(
        { template: held.name, language: held.language },
        `Could not look up the held template: ${answer.text}`,
      )
      return
    }
    const row = answer.rows.find(({ language }) => isSameLanguage(language, held.language))
    if (row && isApproved(held, row) && (await releaseIfUnchanged(db, held))) {
      log.info(
        { template: held.name, language: held.language },
        'Template released: Meta lists it as approved',
      )
    }
  }
}

function isReleasable({ hold_code }: HeldTemplate): boolean {
  return hold_code === 'category' || endsWithApproval(hold_code)
}

function isApproved({ name }: HeldTemplate, { status, category }: TemplateRow): boolean {
  return status === 'APPROVED' && isTemplateName(name) && category === TEMPLATES[name].category
}

/** Does not release a template that was held again since it was read. */
function releaseIfUnchanged(db: Db, seen: HeldTemplate): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const now = await lockHeld(tx, seen)
    if (now === undefined || !now.updated_at.equals(seen.updated_at)) return false
    await releaseTemplate(tx, seen)
    return true
  })
}
