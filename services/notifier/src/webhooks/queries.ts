import { sql } from 'kysely'
import type { AuditAction } from '@dutybell/shared/audit/actions'
import type { Db, Tx } from '@dutybell/shared/db/client'
import { milliseconds } from '@dutybell/shared/db/milliseconds'
import type { ChannelSettings } from '../channels/settings.ts'
import type { DecidedReceipt } from './apply-receipts.ts'
import type { MergedReceipt } from './merge-receipts.ts'

export interface StoredWebhook {
  readonly id: string
  readonly body: Buffer
  readonly applied_at: Temporal.Instant | null
  /** Items that an earlier try could not apply; null before the first try. */
  readonly unmatched: unknown
}

export interface Unmatched {
  readonly reason: string
  /** A JSON pointer into the body, or the attempt that the item names. */
  readonly item: string | Pick<MergedReceipt, 'delivery_id' | 'attempt' | 'provider_message_id'>
}

const ERASED: AuditAction = 'registration.erased'
const BATCH = 50 // parked webhooks per transaction
const MAX_WEBHOOKS = 500
const MAX_BYTES = 4_000_000 // Meta's largest body has 3 MB and 1,000 updates

/** Webhooks not applied yet, oldest first; skips those that another notifier is applying. */
export async function takeUnapplied(tx: Tx): Promise<readonly StoredWebhook[]> {
  const { rows } = await sql<StoredWebhook>`
    with locked as materialized (
      select id, octet_length(body) as bytes, received_at from webhook_inbox
      where applied_at is null order by received_at limit ${sql.lit(MAX_WEBHOOKS)} for update skip locked
    ), sized as (
      select id, sum(bytes) over (order by received_at, id) - bytes as bytes_before from locked
    )
    select w.id, w.body, w.applied_at, w.unmatched from sized s join webhook_inbox w on w.id = s.id
    where s.bytes_before < ${sql.lit(MAX_BYTES)} order by w.received_at, w.id`.execute(tx)
  return rows
}

/** Locks a webhook that was taken in an earlier transaction. @returns false where it was applied since, or is being applied */
export async function takeAgain(tx: Tx, { id, applied_at }: StoredWebhook): Promise<boolean> {
  const { rows } = await sql`
    select from webhook_inbox
    where id = ${id} and applied_at is not distinct from ${applied_at?.toString() ?? null}::timestamptz
    for update skip locked`.execute(tx)
  return rows.length > 0
}

/** Webhooks of the last hour with items that matched nothing on arrival and match an attempt recorded since. */
export async function takeUnmatched(tx: Tx): Promise<readonly StoredWebhook[]> {
  return tx
    .selectFrom('webhook_inbox')
    .select(['id', 'body', 'applied_at', 'unmatched'])
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
          select from find_attempts(i.provider_message_id) where i.delivery_id is null
        )
      )`,
    )
    .orderBy('received_at')
    .limit(BATCH)
    .forUpdate()
    .skipLocked()
    .execute()
}

/**
 * Parked webhooks from before the latest erasure, which may name the erased person, and those with nothing but receipts of other
 * programs' messages, which matched nothing for an hour.
 */
export async function takeParkedToEmpty(tx: Tx): Promise<readonly StoredWebhook[]> {
  return tx
    .selectFrom('webhook_inbox')
    .select(['id', 'body', 'applied_at', 'unmatched'])
    .where('unmatched', 'is not', null)
    .where((e) =>
      e.or([
        e(
          'received_at',
          '<=',
          e
            .selectFrom('audit_log')
            .select((a) => a.fn.max('at').as('at'))
            .where('action', '=', ERASED)
            .where('subject_type', '=', 'registration'),
        ),
        sql<boolean>`received_at < clock_timestamp() - interval '1 hour' and not exists (
          select from jsonb_array_elements(unmatched) u(parked)
          where u.parked ->> 'reason' <> 'no_such_attempt' or u.parked -> 'item' ->> 'delivery_id' is not null
        )`,
      ]),
    )
    .orderBy('received_at')
    .limit(BATCH)
    .forUpdate()
    .skipLocked()
    .execute()
}

/** The attempt of a receipt, and its message. */
export interface Match {
  readonly delivery_id: string
  readonly attempt: number
  readonly template: string
  /** Empty: of a message that was published before messages had a language. */
  readonly language: string
  readonly recipient: string
  readonly is_erased: boolean
  /** The attempt is known to have failed. */
  readonly is_repeat: boolean
  /** It failed more than a day ago, by Meta's clock. */
  readonly is_late: boolean
}

/** Finds, without locks, the attempts of failed receipts and of those that name none. @returns them by position */
export async function matchReceipts(
  tx: Tx,
  receipts: readonly MergedReceipt[],
): Promise<ReadonlyMap<number, Match>> {
  const items = receipts.flatMap(({ delivery_id, attempt, provider_message_id, failed_at }, item) =>
    failed_at === null && delivery_id !== null
      ? []
      : { item, delivery_id, attempt, provider_message_id, failed_at },
  )
  if (items.length === 0) return new Map()
  const { rows } = await sql<Match & { item: number }>`
    select * from match_receipts(${JSON.stringify(items)}::jsonb)`.execute(tx)
  return new Map(rows.map(({ item, ...match }) => [item, match]))
}

/** @returns the positions in `receipts` of those that match no attempt */
export async function callApplyReceipts(
  tx: Tx,
  receipts: readonly DecidedReceipt[],
  settings: Pick<ChannelSettings, 'max_attempts' | 'in_doubt_window_ms'>,
): Promise<ReadonlySet<number>> {
  const items = receipts.map((receipt, item) => ({
    item,
    delivery_id: receipt.delivery_id,
    attempt: receipt.attempt,
    provider_message_id: receipt.provider_message_id,
    sent_at: receipt.sent_at,
    delivered_at: receipt.delivered_at,
    read_at: receipt.read_at,
    failed_at: receipt.failed_at,
    ...receipt.decision,
    code: receipt.error === null ? null : String(receipt.error.code),
    text: receipt.error?.text ?? null,
  }))
  const { rows } = await sql<{ item: number }>`
    select apply_receipts as item
    from apply_receipts(${JSON.stringify(items)}::jsonb, ${settings.max_attempts}::integer,
      ${milliseconds(settings.in_doubt_window_ms)})`.execute(tx)
  return new Set(rows.map((row) => row.item))
}

export async function lockChannel(tx: Tx): Promise<void> {
  await sql`select from channels where channel = 'whatsapp' for no key update`.execute(tx)
}

/**
 * Deletes applied webhooks, except those with items that could not be applied, which are parked with them, and the last one: without
 * its body it tells when webhooks last came.
 */
export async function markApplied(
  tx: Db,
  webhooks: readonly { readonly id: string; readonly unmatched: readonly Unmatched[] }[],
): Promise<void> {
  const rows = webhooks.map(({ id, unmatched }, n) => ({
    id,
    unmatched: unmatched.length > 0 ? JSON.stringify(unmatched) : null,
    stays: unmatched.length > 0 || n === webhooks.length - 1,
  }))
  await sql`
    with given as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r(id uuid, unmatched text, stays boolean)
    ), deleted as (
      delete from webhook_inbox w using given g where w.id = g.id and not g.stays
    )
    update webhook_inbox w set
      applied_at = clock_timestamp(), unmatched = g.unmatched::jsonb,
      body = case when g.unmatched is null then '' else w.body end
    from given g
    where w.id = g.id and g.stays`.execute(tx)
}
