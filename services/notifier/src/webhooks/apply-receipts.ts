import { sql } from 'kysely'
import type { Tx } from '@dutybell/shared/db/client'
import { isRefusedForItsContent } from '@dutybell/shared/db/failures'
import type { Decision } from '../deliveries/decide.ts'
import type { AfterCommit } from './after-commit.ts'
import { foldEffects } from './apply-effects.ts'
import type { WebhookContext } from './apply-webhooks.ts'
import { countStreaks } from './count-streaks.ts'
import { decideFailure, type Effect } from './decide-failure.ts'
import { type MergedReceipt, mergeReceipts, type StoredReceipt } from './merge-receipts.ts'
import { callApplyReceipts, matchReceipts, type Unmatched } from './queries.ts'

export type DecidedReceipt = MergedReceipt & { readonly decision: Decision | null }

/** Receipts with the attempts and the decisions of the failed ones, and what these mean beyond their deliveries. */
export interface ReceiptPlan {
  readonly receipts: readonly DecidedReceipt[]
  readonly effects: readonly Effect[]
}

/** Reads what receipts name and decides what failed ones mean. Locks nothing but the streak that failures of theirs extend. */
export async function planReceipts(
  { settings }: Pick<WebhookContext, 'settings'>,
  tx: Tx,
  stored: readonly StoredReceipt[],
): Promise<ReceiptPlan> {
  const merged = mergeReceipts(stored)
  const matches = await matchReceipts(tx, merged)
  const streaks = await countStreaks(tx, merged, matches)
  const decided = merged.map((receipt, item) => {
    const match = matches.get(item)
    const named = match ? { ...receipt, delivery_id: match.delivery_id, attempt: match.attempt } : receipt
    if (receipt.failed_at === null) return { receipt: { ...named, decision: null }, effect: null }
    const { decision, effect } = decideFailure(receipt, match, streaks, {
      backoff_ms: Math.random() * settings.retry_base_ms,
      default_language: settings.template_languages[0],
    })
    return { receipt: { ...named, decision }, effect }
  })
  return {
    receipts: decided.map(({ receipt }) => receipt),
    effects: foldEffects(decided.flatMap(({ effect }) => effect ?? [])),
  }
}

const MAX_SET = 1_000 // some hundred milliseconds, far below the statement time-out

/**
 * Applies receipts in sets; a set that the database refuses for its content is halved until the rejected receipt stands alone.
 *
 * @returns the receipts that could not be applied, each with its reason and its webhooks
 */
export async function applyReceipts(
  ctx: Pick<WebhookContext, 'settings'>,
  tx: Tx,
  receipts: readonly DecidedReceipt[],
): Promise<ReadonlyMap<string, readonly Unmatched[]>> {
  const parked: Parked[] = []
  // In the order of the locks, because a later set is locked after an earlier one.
  const ordered = receipts.toSorted((a, b) => ((a.delivery_id ?? '~') < (b.delivery_id ?? '~') ? -1 : 1))
  for (let start = 0; start < ordered.length; start += MAX_SET)
    parked.push(...(await applySet(ctx, tx, ordered.slice(start, start + MAX_SET))))
  const by_webhook = parked.flatMap(({ receipt, reason }) => {
    const { delivery_id, attempt, provider_message_id, webhook_ids } = receipt
    const unmatched = { reason, item: { delivery_id, attempt, provider_message_id } }
    return webhook_ids.map((webhook_id) => ({ webhook_id, unmatched }))
  })
  return new Map(
    [...Map.groupBy(by_webhook, ({ webhook_id }) => webhook_id)].map(([webhook_id, items]) => [
      webhook_id,
      items.map(({ unmatched }) => unmatched),
    ]),
  )
}

interface Parked {
  readonly receipt: MergedReceipt
  readonly reason: 'no_such_attempt' | 'refused_by_the_database'
}

async function applySet(
  ctx: Pick<WebhookContext, 'settings'>,
  tx: Tx,
  set: readonly DecidedReceipt[],
): Promise<readonly Parked[]> {
  await sql`savepoint receipts`.execute(tx)
  try {
    const unmatched = await callApplyReceipts(tx, set, ctx.settings)
    await sql`release savepoint receipts`.execute(tx)
    // Another program's message from the same number has no attempt and never gets one.
    return set
      .filter(({ is_foreign }, position) => unmatched.has(position) && !is_foreign)
      .map((receipt) => ({ receipt, reason: 'no_such_attempt' }))
  } catch (error) {
    if (!isRefusedForItsContent(error)) throw error
    await sql`rollback to savepoint receipts`.execute(tx)
  }
  if (set.length === 1) return set.map((receipt) => ({ receipt, reason: 'refused_by_the_database' }))
  const middle = Math.ceil(set.length / 2)
  return [...(await applySet(ctx, tx, set.slice(0, middle))), ...(await applySet(ctx, tx, set.slice(middle)))]
}

/** Reports, after the commit, each message that these receipts show delivered for the first time. Call it before they are applied. */
export async function observeDelivered(
  tx: Tx,
  after: AfterCommit,
  receipts: readonly MergedReceipt[],
  onDelivered: (template: string, seconds_since_due: number) => void,
): Promise<void> {
  const delivered = receipts.flatMap(({ delivery_id, delivered_at, read_at }) => {
    const at = delivered_at ?? read_at
    return delivery_id === null || at === null ? [] : { delivery_id, at }
  })
  if (delivered.length === 0) return
  const { rows } = await sql<{ template: string; seconds: number }>`
    select d.template,
      extract(epoch from i.at - greatest(d.created_at, d.rank - interval '24 hours'))::double precision as seconds
    from jsonb_to_recordset(${JSON.stringify(delivered)}::jsonb) i(delivery_id uuid, at timestamptz)
    cross join lateral (select * from deliveries where deliveries.id = i.delivery_id offset 0) d
    where d.delivered_at is null and d.read_at is null`.execute(tx)
  for (const { template, seconds } of rows) after.add(() => onDelivered(template, seconds))
}
