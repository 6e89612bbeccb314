import type { Tx } from '@dutybell/shared/db/client'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import { decideAfterRefusal } from '../deliveries/decide.ts'
import type { ChannelSettings } from '../channels/settings.ts'
import { classifyGraphError } from '@dutybell/shared/whatsapp/error-catalogue'
import { reactToFailures } from './react-to-failures.ts'
import { type MergedCallback, mergeCallbacks, type StoredCallback } from './merge-callbacks.ts'
import { applyInParts, type Parked } from './apply-in-parts.ts'
import { applyUpdates, type UpdateContext } from './apply-updates.ts'
import {
  markApplied,
  resolveErasedMessageIds,
  type StoredWebhook,
  takeParkedBeforeErasure,
  takeUnapplied,
  takeUnmatched,
  type Unmatched,
} from './queries.ts'
import { readCallbacks } from './read-callbacks.ts'

export interface WebhookContext extends UpdateContext {
  readonly settings: Pick<
    ChannelSettings,
    'max_attempts' | 'in_doubt_window_ms' | 'retry_base_ms' | 'messages_per_second'
  >
}

/**
 * Applies every stored webhook that was not applied yet, in batches.
 *
 * @returns how many
 */
export async function applyWebhooks(
  ctx: WebhookContext,
  isStopping: () => boolean = () => false,
): Promise<number> {
  let applied = 0
  while (!isStopping()) {
    const batch = await applyBatch(ctx, takeUnapplied)
    if (batch === 0) break
    applied += batch
  }
  return applied
}

/** Tries items again that matched nothing on arrival and match an attempt recorded since. */
export async function applyUnmatched(ctx: WebhookContext): Promise<void> {
  await applyBatch(ctx, takeUnmatched)
}

/**
 * After an erasure, tries each parked body from before it once more and empties it, also where items still match nothing. It
 * may be weeks old, so its failures pause and slow down nothing.
 */
export async function emptyParkedBodies(
  ctx: WebhookContext,
  isStopping: () => boolean = () => false,
): Promise<void> {
  while (!isStopping()) {
    const { webhooks } = await applyTaken(ctx, takeParkedBeforeErasure, 'last_try')
    if (webhooks === 0) return
  }
}

async function applyBatch(
  ctx: WebhookContext,
  take: (tx: Tx) => Promise<readonly StoredWebhook[]>,
): Promise<number> {
  const { webhooks, callbacks } = await applyTaken(ctx, take)
  await reactToFailures(ctx, callbacks)
  return webhooks
}

function applyTaken(
  ctx: WebhookContext,
  take: (tx: Tx) => Promise<readonly StoredWebhook[]>,
  last_try?: 'last_try',
): Promise<{ webhooks: number; callbacks: readonly MergedCallback[] }> {
  return inTransaction(ctx.db, async (tx) => {
    const webhooks = await take(tx)
    if (webhooks.length === 0) return { webhooks: 0, callbacks: [] }
    // In transactions of their own, before this one locks a delivery; a second time changes nothing.
    const others = new Map<string, readonly Unmatched[]>()
    for (const webhook of webhooks) others.set(webhook.id, await applyUpdates(ctx, webhook))
    const read = webhooks.map(({ id, body }) => ({ id, ...readCallbacks(body) }))
    const callbacks = read.flatMap(({ id, callbacks }): StoredCallback[] =>
      callbacks.map((callback) => ({ ...callback, webhook_id: id })),
    )
    const merged = mergeCallbacks(await resolveErasedMessageIds(tx, callbacks)).map((callback) => ({
      ...callback,
      decision: decideFor(ctx, callback),
    }))
    const parked = await applyInParts(tx, merged, ctx.settings)
    await markApplied(
      tx,
      read.map(({ id, unread }) => ({
        id,
        unmatched: last_try ? [] : [...unread, ...unmatchedOf(id, parked), ...(others.get(id) ?? [])],
      })),
    )
    return { webhooks: webhooks.length, callbacks: merged }
  })
}

function decideFor({ settings }: WebhookContext, { error }: MergedCallback) {
  const errorClass = error ? classifyGraphError({ code: error.code, details: error.text }) : 'transient'
  return decideAfterRefusal(
    { class: errorClass, code: error ? String(error.code) : null },
    Math.random() * settings.retry_base_ms,
  )
}

function unmatchedOf(webhook_id: string, parked: readonly Parked[]): Unmatched[] {
  return parked
    .filter(({ callback }) => callback.webhook_ids.includes(webhook_id))
    .map(({ reason, callback: { delivery_id, attempt, provider_message_id } }) => ({
      reason,
      item: { delivery_id, attempt, provider_message_id },
    }))
}
