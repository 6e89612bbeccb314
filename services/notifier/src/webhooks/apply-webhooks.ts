import type { Db, Tx } from '@dutybell/shared/db/client'
import { inTransaction, limitLockWaits } from '@dutybell/shared/db/in-transaction'
import type { Logger } from '@dutybell/shared/logger'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import type { ChannelSettings } from '../channels/settings.ts'
import { AfterCommit } from './after-commit.ts'
import { applyEffect, concernsChannel } from './apply-effects.ts'
import { applyItem, changesChannel } from './apply-item.ts'
import { applyReceipts, observeDelivered, planReceipts } from './apply-receipts.ts'
import { learnAliases } from '../deliveries/learn-aliases.ts'
import type { OwnAccount } from './own-account.ts'
import {
  lockChannel,
  markApplied,
  type StoredWebhook,
  takeAgain,
  takeParkedToEmpty,
  takeUnapplied,
  takeUnmatched,
} from './queries.ts'
import { type ReadEvents, readEvents } from './read-events.ts'
import { aliasesIn } from './recipient-aliases.ts'

export interface WebhookContext {
  readonly db: Db
  readonly log: Logger
  readonly own_account: OwnAccount
  readonly settings: Pick<
    ChannelSettings,
    'max_attempts' | 'in_doubt_window_ms' | 'retry_base_ms' | 'messages_per_second' | 'template_languages'
  >
  /** Counts an error of the account for the metrics. */
  readonly onAccountError: (code: string) => void
  /** Called with the first delivery of each message, for the metrics. */
  readonly onDelivered?: (template: string, seconds_since_due: number) => void
}

/**
 * Applies every stored webhook that was not applied yet.
 *
 * @returns how many
 */
export async function applyWebhooks(
  ctx: WebhookContext,
  isStopping: () => boolean = () => false,
): Promise<number> {
  let applied = 0
  while (!isStopping()) {
    const batch = await applyTaken(ctx, takeUnapplied)
    if (batch === 0) break
    applied += batch
  }
  return applied
}

/** Tries items again that matched nothing on arrival and match an attempt recorded since. */
export async function applyUnmatched(ctx: WebhookContext): Promise<void> {
  await applyTaken(ctx, takeUnmatched)
}

/**
 * Tries parked bodies from before an erasure, and those of other programs' messages, once more and empties them, also where items
 * still match nothing. They may be weeks old, so their failures pause and slow down nothing.
 */
export async function emptyParkedBodies(
  ctx: WebhookContext,
  isStopping: () => boolean = () => false,
): Promise<void> {
  while (!isStopping()) {
    const webhooks = await applyTaken(ctx, takeParkedToEmpty, 'last_try')
    if (webhooks === 0) return
  }
}

type ReadWebhook = StoredWebhook & { readonly events: ReadEvents }

/**
 * Takes webhooks and applies those with nothing but receipts in one transaction, each other one in a transaction of its own.
 *
 * @returns how many it applied; another notifier may have applied some of the taken ones
 */
async function applyTaken(
  ctx: WebhookContext,
  take: (tx: Tx) => Promise<readonly StoredWebhook[]>,
  last_try?: 'last_try',
): Promise<number> {
  const { applied, with_others } = await commit(ctx, async (tx, after) => {
    const webhooks = (await take(tx)).map((webhook) => ({
      ...webhook,
      events: readEvents(webhook.body, ctx.own_account),
    }))
    const with_receipts_only = webhooks.filter(({ events }) => events.others.length === 0)
    const with_others = webhooks.filter(({ events }) => events.others.length > 0)
    await applyIn(ctx, tx, after, with_receipts_only, last_try)
    return { applied: with_receipts_only.length, with_others }
  })
  let sum = applied
  for (const webhook of with_others) {
    const is_applied = await commit(ctx, async (tx, after) => {
      if (!(await takeAgain(tx, webhook))) return false
      await applyIn(ctx, tx, after, [webhook], last_try)
      return true
    })
    if (is_applied) sum += 1
  }
  return sum
}

/**
 * Reads and matches without locks. Then locks the channel where something in the webhooks pauses, slows or changes a preference,
 * and after it templates, recipients and deliveries.
 */
async function applyIn(
  ctx: WebhookContext,
  tx: Tx,
  after: AfterCommit,
  webhooks: readonly ReadWebhook[],
  last_try?: 'last_try',
): Promise<void> {
  if (webhooks.length === 0) return
  const stored = webhooks.flatMap(({ id, events }) =>
    events.receipts.map((receipt) => ({ ...receipt, webhook_id: id })),
  )
  const plan = await planReceipts(ctx, tx, stored)
  const effects = last_try ? [] : plan.effects
  const items = webhooks.flatMap(({ id, events, unmatched }) =>
    stillToApply(events.others, unmatched).map((item) => ({ id, item })),
  )
  const needs_channel = effects.some(concernsChannel) || items.some(({ item }) => changesChannel(item.event))
  if (needs_channel) await lockChannel(tx)
  // Items lock addresses and registrations in any order, and an erasure may hold one of them.
  if (needs_channel || items.length > 0) await limitLockWaits(tx)
  for (const effect of effects) await applyEffect(ctx, tx, after.logTo(ctx.log), effect)
  await learnAliases(tx, aliasesIn(stored)) // before the items: a body may name an account and be written by it
  const parked = new Map(webhooks.map(({ id, events }) => [id, [...events.unread]]))
  for (const { id, item } of items) {
    const unmatched = await applyItem(ctx, tx, after, item)
    if (unmatched !== null) parked.get(id)?.push(unmatched)
  }
  if (ctx.onDelivered) await observeDelivered(tx, after, plan.receipts, ctx.onDelivered)
  for (const [id, unmatched] of await applyReceipts(ctx, tx, plan.receipts))
    parked.get(id)?.push(...unmatched)
  await markApplied(
    tx,
    [...parked].map(([id, unmatched]) => ({ id, unmatched: last_try ? [] : unmatched })),
  )
}

const Parked = Type.Array(Type.Object({ item: Type.Unknown() }))

/** Of a parked webhook only the parked items: the others are applied. */
function stillToApply<Item extends { readonly pointer: string }>(
  items: readonly Item[],
  unmatched: unknown,
): readonly Item[] {
  if (!Value.Check(Parked, unmatched)) return items
  const pointers = new Set(unmatched.map(({ item }) => item))
  return items.filter(({ pointer }) => pointers.has(pointer))
}

/** Runs `work` in a transaction; what it adds to `after`, such as log lines, is done after the commit. */
async function commit<Result>(
  { db }: Pick<WebhookContext, 'db'>,
  work: (tx: Tx, after: AfterCommit) => Promise<Result>,
): Promise<Result> {
  const { result, after } = await inTransaction(db, async (tx) => {
    const after = new AfterCommit()
    return { result: await work(tx, after), after }
  })
  after.run()
  return result
}
