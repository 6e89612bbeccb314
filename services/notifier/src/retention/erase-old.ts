import type { Pool } from 'pg'
import type { Logger } from '@dutybell/shared/logger'
import {
  AUDIT_LOG,
  type Expiring,
  FAILED_JOBS,
  finishedDeliveries,
  INBOUND_MESSAGES,
  OUTBOX_EVENTS,
  RECIPIENTS,
  STORED_CALLBACKS,
} from './expiring.ts'

export interface RetentionContext {
  readonly pool: Pool
  readonly log: Logger
  readonly time_zone: string
  /** Null: messages are kept. */
  readonly retention_days: number | null
}

const CALLBACKS_KEPT_FOR = '30 days'
const AUDIT_LOG_KEPT_FOR = '1 year'
const AT_ONCE = 1_000 // a statement of well under a second

/** Deletes what has been kept for its time, in batches, until nothing is left or `signal` says to stop. */
export async function eraseOld(ctx: RetentionContext, signal: AbortSignal): Promise<void> {
  const erase = (expiring: Expiring, kept_for: string) => eraseAll(ctx, signal, { expiring, kept_for })
  await erase(STORED_CALLBACKS, CALLBACKS_KEPT_FOR)
  await erase(AUDIT_LOG, AUDIT_LOG_KEPT_FOR)
  if (ctx.retention_days === null) return
  const kept_for = `${ctx.retention_days} days`
  await erase(finishedDeliveries(ctx.time_zone), kept_for)
  for (const expiring of [OUTBOX_EVENTS, INBOUND_MESSAGES, RECIPIENTS, FAILED_JOBS]) {
    await erase(expiring, kept_for)
  }
}

async function eraseAll(
  { pool, log }: RetentionContext,
  signal: AbortSignal,
  { expiring, kept_for }: { readonly expiring: Expiring; readonly kept_for: string },
): Promise<void> {
  const before = await instantAgo(pool, kept_for)
  const { what, statement, parameters = [] } = expiring
  let erased = 0
  for (let some = AT_ONCE; some === AT_ONCE && !signal.aborted; erased += some) {
    const { rowCount } = await pool.query(statement, [before, AT_ONCE, ...parameters])
    some = rowCount ?? 0
  }
  if (erased > 0) log.info({ what, erased, before }, 'Retention: rows deleted')
}

async function instantAgo(pool: Pool, interval: string): Promise<string> {
  const { rows } = await pool.query<{ before: string }>(
    'select (clock_timestamp() - $1::interval)::text as before',
    [interval],
  )
  const [row] = rows
  if (row === undefined) throw new Error('A select without from returns one row.')
  return row.before
}
