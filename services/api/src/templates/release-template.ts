import { releaseTemplate as releaseTranslation } from '@dutybell/shared/channels/channel-control'
import type { Db } from '@dutybell/shared/db/client'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import { AppError } from '@dutybell/shared/errors'
import type { Wakes } from '@dutybell/shared/outbox/wake'
import { isTemplateName } from '@dutybell/shared/templates/catalogue'
import type { ConfiguredLanguages } from '@dutybell/shared/templates/languages'
import type { WithActor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import type { WithView } from '../pii/personal-view.ts'
import { presentTemplate } from './present.ts'
import { findTranslations } from './queries.ts'
import type { Template } from './schemas.ts'

export interface ReleasingContext {
  readonly db: Db
  readonly waker: Wakes
  readonly template_languages: ConfiguredLanguages
}

/**
 * Releases a held template in one language, or in each, with what waits for it. One that is not held stays as it is.
 *
 * @param language null: each language
 * @throws {AppError} `template_not_found`
 */
export async function releaseTemplate(
  ctx: WithActor & WithView & ReleasingContext,
  name: string,
  language: string | null,
): Promise<Template> {
  const is_readable = !`${name}${language ?? ''}`.includes('\0')
  const known = is_readable ? await findTranslations(ctx.db, name, language) : []
  if (known.length === 0) {
    if (isTemplateName(name) && (language === null || ctx.template_languages.includes(language)))
      return active(name, language)
    throw new AppError(
      'template_not_found',
      'No template has this name and language: templates of GET /v1/channels lists the held ones.',
    )
  }
  await inTransaction(ctx.db, async (tx) => {
    for (const translation of known) await releaseTranslation(tx, translation)
    const act = { action: 'template.released', subject_type: 'template', subject_id: name } as const
    await recordAudit(tx, ctx.actor, language === null ? act : { ...act, details: { language } })
  })
  ctx.waker.wake('drain_outbox')
  const [only, ...others] = await findTranslations(ctx.db, name, language)
  return only !== undefined && others.length === 0 ? presentTemplate(only, ctx.view) : active(name, language)
}

function active(name: string, language: string | null): Template {
  return { name, language, state: 'active', reason: null, action: null, updated_at: null, waiting: 0 }
}
