import { sql } from 'kysely'
import type { AuditAction } from '@dutybell/shared/audit/actions'
import type { Db, Tx } from '@dutybell/shared/db/client'
import { milliseconds } from '@dutybell/shared/db/milliseconds'
import type { ChannelSettings } from '../channels/settings.ts'
import type { Decision } from '../deliveries/decide.ts'
import type { Callback } from './read-callbacks.ts'
import type { MergedCallback } from './merge-callbacks.ts'

export interface StoredWebhook {
  readonly id: string
  readonly body: Buffer
  /** Items that an earlier try could not apply; null before the first try. */
  readonly unmatched: unknown
}

export interface Unmatched {
  readonly reason: string
  /** A JSON pointer into the body, or the attempt that the item names. */
  readonly item: string | Pick<MergedCallback, 'delivery_id' | 'attempt' | 'provider_message_id'>
}

const ERASED: AuditAction = 'registration.erased'
const BATCH = 50 // webhooks per transaction: Meta's largest are 3 MB and 1,000 updates each

/** Webhooks not applied yet, oldest first; skips those that another notifier is applying. */
export async function takeUnapplied(tx: Tx): Promise<readonly StoredWebhook[]> {
  return tx
    .selectFrom('webhook_inbox')
    .select(['id', 'body', 'unmatched'])
    .where('applied_at', 'is', null)
    .orderBy('received_at')
    .limit(BATCH)
    .forUpdate()
    .skipLocked()
    .execute()
}

/** Webhooks of the last hour with items that matched nothing on arrival and match an attempt recorded since. */
export async function takeUnmatched(tx: Tx): Promise<readonly StoredWebhook[]> {
  return tx
    .selectFrom('webhook_inbox')
    .select(['id', 'body', 'unmatched'])
    .where('unmatched', 'is not', null)
    .where('received_at', '>', sql<Temporal.Instant>`clock_timestamp() - interval '1 hour'`)
    .where(
      sql<boolean>`exists (
        select from jsonb_array_elements(unmatched) u(parked)
        cross join lateral (
          select (u.parked -> 'item' ->> 'delivery_id')::uuid, (u.parked -> 'item' ->> 'attempt')::integer,
            u.parked -> 'item' ->> 'provider_message_id'
        ) i(delivery_id, attempt, provider_message_id)
        where u.parked ->> 'reason' = 'no_such_attempt' and exists (
          select from deliveries d where d.id = i.delivery_id and i.attempt between 1 and d.attempts
          union all
          select from attempts a where i.delivery_id is null and a.provider_message_id = i.provider_message_id
        )
      )`,
    )
    .orderBy('received_at')
    .limit(BATCH)
    .forUpdate()
    .skipLocked()
    .execute()
}

/** Parked webhooks from before the latest erasure: they may name the erased person. */
export async function takeParkedBeforeErasure(tx: Tx): Promise<readonly StoredWebhook[]> {
  return tx
    .selectFrom('webhook_inbox')
    .select(['id', 'body', 'unmatched'])
    .where('unmatched', 'is not', null)
    .where('received_at', '<=', (e) =>
      e
        .selectFrom('audit_log')
        .select((a) => a.fn.max('at').as('at'))
        .where('action', '=', ERASED)
        .where('subject_type', '=', 'registration'),
    )
    .orderBy('received_at')
    .limit(BATCH)
    .forUpdate()
    .skipLocked()
    .execute()
}

/** @returns the positions in `callbacks` of those that match no attempt */
export async function applyCallbacks(
  tx: Tx,
  callbacks: readonly (MergedCallback & { readonly decision: Decision })[],
  settings: Pick<ChannelSettings, 'max_attempts' | 'in_doubt_window_ms'>,
): Promise<ReadonlySet<number>> {
  const items = callbacks.map(({ decision, error, ...callback }, item) => ({
    item,
    ...callback,
    ...decision,
    code: error === null ? null : String(error.code),
    text: error?.text ?? null,
  }))
  const { rows } = await sql<{ item: number }>`
    select apply_receipts as item
    from apply_receipts(${JSON.stringify(items)}::jsonb, ${settings.max_attempts}::integer,
      ${milliseconds(settings.in_doubt_window_ms)})`.execute(tx)
  return new Set(rows.map((row) => row.item))
}

/** Marks webhooks applied and empties their bodies; a body with items that could not be applied is parked with them. */
export async function markApplied(
  tx: Db,
  webhooks: readonly { readonly id: string; readonly unmatched: readonly Unmatched[] }[],
): Promise<void> {
  const rows = webhooks.map(({ id, unmatched }) => ({
    id,
    unmatched: unmatched.length > 0 ? JSON.stringify(unmatched) : null,
  }))
  await sql`
    update webhook_inbox w set
      applied_at = clock_timestamp(), unmatched = r.unmatched::jsonb,
      body = case when r.unmatched is null then '' else w.body end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r(id uuid, unmatched text)
    where w.id = r.id`.execute(tx)
}

/** The message that a callback reports on; undefined if Dutybell did not send it. */
export async function findMessageOf(
  db: Db,
  callback: Pick<MergedCallback, 'delivery_id' | 'provider_message_id'>,
): Promise<{ template: string; recipient: string } | undefined> {
  const { delivery_id, provider_message_id } = callback
  const found = db.selectFrom('deliveries').select(['template', 'recipient'])
  if (delivery_id !== null) return found.where('id', '=', delivery_id).executeTakeFirst()
  return found
    .where('id', '=', (e) =>
      e.selectFrom('attempts').select('delivery_id').where('provider_message_id', '=', provider_message_id),
    )
    .executeTakeFirst()
}

/**
 * Adds the attempt to callbacks that name none and whose message is erased: of its id only the keyed hash is stored.
 */
export async function resolveErasedMessageIds<C extends Callback>(
  db: Db,
  callbacks: readonly C[],
): Promise<C[]> {
  const unnamed = callbacks.filter(({ delivery_id }) => delivery_id === null)
  if (unnamed.length === 0) return [...callbacks]
  const ids = [...new Set(unnamed.map(({ provider_message_id }) => provider_message_id))]
  const { rows } = await sql<{ provider_message_id: string; delivery_id: string; attempt: number }>`
    select i.provider_message_id, a.delivery_id, a.number as attempt
    from unnest(${ids}::text[]) i(provider_message_id)
    cross join lateral (select erased_form(i.provider_message_id)) e(hash)
    join attempts a on a.provider_message_id = e.hash`.execute(db)
  const attempts = new Map(
    rows.map(({ provider_message_id, ...attempt }) => [provider_message_id, attempt] as const),
  )
  return callbacks.map((callback) =>
    callback.delivery_id === null ? { ...callback, ...attempts.get(callback.provider_message_id) } : callback,
  )
}
