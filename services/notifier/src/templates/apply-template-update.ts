import type { Db, Tx } from '@dutybell/shared/db/client'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import type { Log } from '@dutybell/shared/logger'
import { TEMPLATES } from '@dutybell/shared/templates/catalogue'
import { releaseTemplate } from '@dutybell/shared/channels/channel-control'
import { endNews, type News, openNews } from '../accounts/account-news.ts'
import { replaceHold, lockHeld, storeTemplateEvent } from './queries.ts'
import { statusEffect, type TemplateUpdate } from './read-template-update.ts'
import { storeReported } from './store-reported.ts'
import { newsKey, newsOf } from './template-news.ts'

type Effect = 'held' | 'released' | 'warned' | 'none'
interface Context {
  readonly db: Db
  readonly log: Log
}

/**
 * Holds a template, with its deliveries, when Meta stops it, and releases it when Meta approves it again. Stores what Meta reports
 * of it, and news that an operator must know.
 */
export async function applyTemplateUpdate(
  { db, log }: Context,
  update: TemplateUpdate,
  at: Temporal.Instant,
): Promise<void> {
  const { name, language } = update
  const reason = reasonOf(update)
  const effect = await inTransaction(db, async (tx) => {
    const effect = await applyTo(tx, update, reason, at)
    await storeReported(tx, update, at)
    return effect
  })
  if (effect === 'held') log.error({ template: name, language }, `Template held: ${reason}`)
  if (effect === 'released') log.info({ template: name, language }, `Template released: ${reason}`)
  if (effect === 'warned') log.error({ template: name, language }, `Template needs attention: ${reason}`)
}

/** Stores news where the update is bad, and holds nothing. */
export async function noteTemplate(
  { db, log }: Context,
  update: TemplateUpdate,
  at: Temporal.Instant,
): Promise<void> {
  const about = faultOf(update)
  if (about === null) return
  const reason = reasonOf(update)
  if (!(await openNews(db, newsOf(about, update, reason), at))) return
  log.error({ template: update.name, language: update.language }, `Template needs attention: ${reason}`)
}

function faultOf(update: TemplateUpdate): 'status' | 'category' | 'quality' | null {
  switch (update.kind) {
    case 'template_status':
      if (TEMPLATES[update.name].optional) return null // without it, another message is sent
      return ['hold', 'warn'].includes(statusEffect(update.event)) ? 'status' : null
    case 'template_category':
      return update.category === TEMPLATES[update.name].category ? null : 'category'
    case 'template_quality':
      return isLow(update.quality) ? 'quality' : null
  }
}

function isLow(quality: string): boolean {
  return quality === 'RED' || quality === 'YELLOW'
}

function applyTo(tx: Tx, update: TemplateUpdate, reason: string, at: Temporal.Instant): Promise<Effect> {
  switch (update.kind) {
    case 'template_status':
      return applyStatus(tx, update, reason, at)
    case 'template_category':
      return applyCategory(tx, update, reason, at)
    case 'template_quality':
      return isLow(update.quality)
        ? warn(tx, newsOf('quality', update, reason), at)
        : end(tx, ['quality'], update, reason, at)
  }
}

async function applyStatus(
  tx: Tx,
  update: TemplateUpdate & { kind: 'template_status' },
  reason: string,
  at: Temporal.Instant,
): Promise<Effect> {
  const { name, event, category } = update
  const status_effect = statusEffect(event)
  if (status_effect === 'none') return 'none'
  if (!(await storeTemplateEvent(tx, update, 'status', at, event))) return 'none'
  if (status_effect === 'warn') return warn(tx, newsOf('status', update, reason), at)
  if (status_effect === 'hold') {
    await replaceHold(tx, update, { code: 'status', reason })
    return 'held'
  }
  await end(tx, ['status'], update, reason, at)
  const held = await lockHeld(tx, update)
  const is_of_wrong_category = held?.hold_code === 'category' && category !== TEMPLATES[name].category
  if (is_of_wrong_category) return 'none'
  await releaseTemplate(tx, update)
  return held ? 'released' : 'none'
}

/** Another category has another price, other limits per person and another opt-out, so an operator decides. */
async function applyCategory(
  tx: Tx,
  update: TemplateUpdate & { kind: 'template_category' },
  reason: string,
  at: Temporal.Instant,
): Promise<Effect> {
  const { name, category, impending } = update
  if (!(await storeTemplateEvent(tx, update, 'category', at, impending ?? category))) return 'none'
  if (category !== TEMPLATES[name].category) {
    await replaceHold(tx, update, { code: 'category', reason })
    await openNews(tx, newsOf('category', update, reason), at)
    return 'held'
  }
  if (impending !== null && impending !== category) {
    return warn(tx, newsOf('category_impending', update, reason), at)
  }
  await end(tx, ['category', 'category_impending'], update, reason, at)
  const held = await lockHeld(tx, update)
  if (held?.hold_code !== 'category') return 'none'
  await releaseTemplate(tx, update)
  return 'released'
}

async function warn(tx: Tx, news: News, at: Temporal.Instant): Promise<Effect> {
  return (await openNews(tx, news, at)) ? 'warned' : 'none'
}

async function end(
  tx: Tx,
  about: readonly Parameters<typeof newsKey>[0][],
  update: TemplateUpdate,
  text: string,
  at: Temporal.Instant,
): Promise<'none'> {
  await endNews(tx, { keys: about.map((what) => newsKey(what, update)), text }, at)
  return 'none'
}

function reasonOf(update: TemplateUpdate): string {
  if (update.kind === 'template_status') {
    return `Meta reports ${update.event}${update.text === '' ? '.' : `: ${update.text}`}`
  }
  if (update.kind === 'template_quality') return `Meta reports the quality ${update.quality}.`
  const { category, impending } = update
  return impending === null || impending === category
    ? `Its category at Meta is ${category}.`
    : `Its category at Meta is ${category} and becomes ${impending} in a day.`
}
