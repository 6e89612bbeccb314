import { releaseTemplate as releaseTemplateRow } from '@dutybell/shared/channels/channel-control'
import type { Db } from '@dutybell/shared/db/client'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import { AppError } from '@dutybell/shared/errors'
import type { Wakes } from '@dutybell/shared/outbox/wake'
import { isTemplateName } from '@dutybell/shared/templates/catalogue'
import type { WithActor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import type { WithView } from '../pii/personal-view.ts'
import { presentTemplate } from './present.ts'
import { findTemplate } from './queries.ts'
import type { Template } from './schemas.ts'

/**
 * Lets a held template go, with what waits for it. One that is not held stays as it is.
 *
 * @throws {AppError} `template_not_found`
 */
export async function releaseTemplate(
  ctx: WithActor & WithView & { readonly db: Db; readonly waker: Wakes },
  name: string,
): Promise<Template> {
  const known = name.includes('\0') ? undefined : await findTemplate(ctx.db, name)
  if (known === undefined) {
    if (isTemplateName(name))
      return { name, state: 'active', reason: null, action: null, updated_at: null, waiting: 0 }
    throw new AppError(
      'template_not_found',
      'No template has this name: templates of GET /v1/channels lists the held ones.',
    )
  }
  await inTransaction(ctx.db, async (tx) => {
    await releaseTemplateRow(tx, name)
    const act = { action: 'template.released', subject_type: 'template', subject_id: name } as const
    await recordAudit(tx, ctx.actor, act)
  })
  ctx.waker.wake('drain_outbox')
  return presentTemplate((await findTemplate(ctx.db, name)) ?? known, ctx.view)
}
