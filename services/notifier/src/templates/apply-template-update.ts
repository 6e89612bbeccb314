import type { Db, Tx } from '@dutybell/shared/db/client'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import type { Logger } from '@dutybell/shared/logger'
import { TEMPLATES } from '@dutybell/shared/templates/catalogue'
import { releaseTemplate } from '@dutybell/shared/channels/channel-control'
import { holdAnew, lockHeld, noteTemplateEvent } from './queries.ts'
import type { TemplateUpdate } from './read-template-update.ts'

type Effect = 'held' | 'released' | 'warned' | 'none'
interface Context {
  readonly db: Db
  readonly log: Logger
}

/** A template that Meta stops is held with everything of it; one that it approves again goes on, and no other. */
export async function applyTemplateUpdate(
  { db, log }: Context,
  update: TemplateUpdate,
  at: Temporal.Instant,
): Promise<void> {
  const { name } = update
  const reason = reasonOf(update)
  const effect = await inTransaction(db, (tx) =>
    update.kind === 'template_status'
      ? followStatus(tx, update, reason, at)
      : followCategory(tx, update, reason, at),
  )
  if (effect === 'held') log.error({ template: name }, `The template is held: ${reason}`)
  if (effect === 'released') log.info({ template: name }, `The template is released: ${reason}`)
  if (effect === 'warned') log.error({ template: name }, `The template needs a look: ${reason}`)
}

async function followStatus(
  tx: Tx,
  update: TemplateUpdate & { kind: 'template_status' },
  reason: string,
  at: Temporal.Instant,
): Promise<Effect> {
  const { name, event, category } = update
  const meaning = meaningOf(event)
  if (meaning === 'none') return 'none'
  if (!(await noteTemplateEvent(tx, name, 'status', at, event))) return 'none'
  if (meaning === 'warn') return 'warned'
  if (meaning === 'hold') {
    await holdAnew(tx, name, { code: 'status', reason })
    return 'held'
  }
  const held = await lockHeld(tx, name)
  const isOfWrongCategory = held?.hold_code === 'category' && category !== TEMPLATES[name].category
  if (isOfWrongCategory) return 'none'
  await releaseTemplate(tx, name)
  return held ? 'released' : 'none'
}

/** Another category has another price, limits for each person, and another opt-out: a person decides. */
async function followCategory(
  tx: Tx,
  update: TemplateUpdate & { kind: 'template_category' },
  reason: string,
  at: Temporal.Instant,
): Promise<Effect> {
  const { name, category, impending } = update
  if (!(await noteTemplateEvent(tx, name, 'category', at, impending ?? category))) return 'none'
  if (category !== TEMPLATES[name].category) {
    await holdAnew(tx, name, { code: 'category', reason })
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
    return `Meta says ${update.event}${update.text === '' ? '.' : `: ${update.text}`}`
  }
  const { category, impending } = update
  return impending === null || impending === category
    ? `Meta has it in the category ${category}.`
    : `Meta has it in the category ${category} and moves it to ${impending} in a day.`
}

/** The effect of a template status at Meta on the messages of the template. A status not listed here has none. */
const MEANINGS: Readonly<Record<string, 'hold' | 'release' | 'warn'>> = {
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

function meaningOf(event: string): 'hold' | 'release' | 'warn' | 'none' {
  return (Object.hasOwn(MEANINGS, event) ? MEANINGS[event] : undefined) ?? 'none'
}
