import type { Db, Tx } from '@dutybell/shared/db/client'
import { sql } from 'kysely'
import { idsBetween } from '../http/id-range.ts'
import type { RetryVerdict } from './retry-refusals.ts'
import type { RetryFilter } from './retry-schemas.ts'

export interface JudgedRetry {
  readonly delivery_id: string
  readonly verdict: RetryVerdict
}

/** Locks a delivery against claims, receipts and other retries; false where it does not exist. */
export async function lockDelivery(tx: Tx, id: string): Promise<boolean> {
  const row = await tx
    .selectFrom('deliveries')
    .select('id')
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
  return row !== undefined
}

/** In the order of ids, at most `limit`. */
export async function findRetryIds(db: Db, filter: RetryFilter, limit: number): Promise<string[]> {
  const rows = await matching(db, filter, limit).execute()
  return rows.map((row) => row.id)
}

/** The same, locked: a delivery that another retry is moving is waited for and then does not match. */
export async function lockRetryIds(tx: Tx, filter: RetryFilter, limit: number): Promise<string[]> {
  const rows = await matching(tx, filter, limit).forNoKeyUpdate().execute()
  return rows.map((row) => row.id)
}

/** Valid for a change only where an earlier statement of the transaction locked the deliveries. */
export async function checkRetryable(
  db: Db,
  ids: readonly string[],
  confirm_duplicate: boolean,
): Promise<JudgedRetry[]> {
  const { rows } =
    await sql<JudgedRetry>`select * from check_retryable(${[...ids]}::uuid[], ${confirm_duplicate})`.execute(
      db,
    )
  return rows
}

export interface QueuedRetry {
  readonly delivery_id: string
  /** 0: immediately. */
  readonly delay_ms: number
}

/** Queues deliveries that were locked and judged in the same transaction. */
export async function retryLocked(
  tx: Tx,
  retries: readonly QueuedRetry[],
  asked: { readonly requested_by: string; readonly confirm_duplicate: boolean },
): Promise<void> {
  const ids = retries.map((retry) => retry.delivery_id)
  const delays_ms = retries.map((retry) => retry.delay_ms)
  await sql`
    select retry_deliveries(
      ${ids}::uuid[], ${delays_ms}::double precision[], ${asked.requested_by}, ${asked.confirm_duplicate})`.execute(
    tx,
  )
}

function matching(db: Db, filter: RetryFilter, limit: number) {
  const { state, template, error_code, reason, channel, created_from, created_to } = filter
  let query = db.selectFrom('deliveries').select('id').where('state', '=', state)
  if (template !== undefined) query = query.where('template', '=', template)
  if (error_code !== undefined) query = query.where('last_error_code', '=', error_code)
  if (reason !== undefined) query = query.where('reason', '=', reason)
  if (channel !== undefined) query = query.where('channel', '=', channel)
  const { low, high } = idsBetween(created_from, created_to)
  if (low !== undefined) query = query.where('id', '>', low)
  if (high !== undefined) query = query.where('id', '<', high)
  if (created_from !== undefined)
    query = query.where('created_at', '>=', sql<Temporal.Instant>`${created_from}::timestamptz`)
  if (created_to !== undefined)
    query = query.where('created_at', '<', sql<Temporal.Instant>`${created_to}::timestamptz`)
  return query.orderBy('id').limit(limit)
}
