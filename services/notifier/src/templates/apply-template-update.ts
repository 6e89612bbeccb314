import type { Db, Tx } from '@dutybell/shared/db/client'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import type { Log } from '@dutybell/shared/logger'
import { TEMPLATES } from '@dutybell/shared/templates/catalogue'
import { releaseTemplate } from '@dutybell/shared/channels/channel-control'
import { replaceHold, lockHeld, storeTemplateEvent } from './queries.ts'
import type { TemplateUpdate } from './read-template-update.ts'

type Effect = 'held' | 'released' | 'warned' | 'none'
interface Context {
  readonly db: Db
  readonly log: Log
}

/** Holds a template, with its deliveries, when Meta stops it, and releases it when Meta approves it again. */
export async function applyTemplateUpdate(
  { db, log }: Context,
  update: TemplateUpdate,
  at: Temporal.Instant,
): Promise<void> {
  const { name } = update
  const reason = reasonOf(update)
  const effect = await inTransaction(db, (tx) =>
    update.kind === 'template_status'
      ? applyStatus(tx, update, reason, at)
      : applyCategory(tx, update, reason, at),
  )
  if (effect === 'held') log.error({ template: name }, `Template held: ${reason}`)
  if (effect === 'released') log.info({ template: name }, `Template released: ${reason}`)
  if (effect === 'warned') log.error({ template: name }, `Template needs attention: ${reason}`)
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
  if (!(await storeTemplateEvent(tx, name, 'status', at, event))) return 'none'
  if (status_effect === 'warn') return 'warned'
  if (status_effect === 'hold') {
    await replaceHold(tx, name, { code: 'status', reason })
    return 'held'
  }
  const held = await lockHeld(tx, name)
  const isOfWrongCategory = held?.hold_code === 'category' && category !== TEMPLATES[name].category
  if (isOfWrongCategory) return 'none'
  await releaseTemplate(tx, name)
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
  if (!(await storeTemplateEvent(tx, name, 'category', at, impending ?? category))) return 'none'
  if (category !== TEMPLATES[name].category) {
    await replaceHold(tx, name, { code: 'category', reason })
    return 'held'
  }
  if (impending !== null && impending !== category) return 'warned'
  const held = await lockHeld(tx, name)
  if (held?.hold_code !== 'category') return 'none'
  await releaseTemplate(tx, name)
  return 'released'
}

function reasonOf(update: TemplateUpdate): string {
  if (update.kind === 'template_status') {
    return `Meta reports ${update.event}${update.text === '' ? '.' : `: ${update.text}`}`
  }
  const { category, impending } = update
  return impending === null || impending === category
    ? `Its category at Meta is ${category}.`
    : `Its category at Meta is ${category} and becomes ${impending} in a day.`
}

/** The effect of a template status at Meta on the messages of the template. A status not listed here has none. */
const STATUS_EFFECTS: Readonly<Record<string, 'hold' | 'release' | 'warn'>> = {
  APPROVED: 'release',
  REINSTATED: 'release',
  UNARCHIVED: 'release',
  UNPAUSED: 'release',
  PAUSED: 'hold',
  DISABLED: 'hold',
  REJECTED: 'hold',
  PENDING_DELETION: 'hold',
  DELETED: 'hold',
  LIMIT_EXCEEDED: 'hold',
  ARCHIVED: 'hold',
  FLAGGED: 'warn', // still sent; Meta pauses it if its quality stays low
  LOCKED: 'warn', // it cannot be edited
}

function statusEffect(event: string): 'hold' | 'release' | 'warn' | 'none' {
  return (Object.hasOwn(STATUS_EFFECTS, event) ? STATUS_EFFECTS[event] : undefined) ?? 'none'
}
