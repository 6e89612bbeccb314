import type { Pool } from 'pg'
import type { Logger } from '@dutybell/shared/logger'
import {
  ALIASES,
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
  /** Null: messages are kept without limit. */
  readonly retention_days: number | null
}

const CALLBACK_RETENTION = '30 days'
const AUDIT_LOG_RETENTION = '1 year'
const BATCH_SIZE = 1_000 // a statement of well under a second

/** Deletes expired rows in batches, until none is left or `signal` aborts. */
export async function eraseOld(ctx: RetentionContext, signal: AbortSignal): Promise<void> {
  const erase = (expiring: Expiring, retention: string) => eraseAll(ctx, signal, { expiring, retention })
  await erase(STORED_CALLBACKS, CALLBACK_RETENTION)
  await erase(AUDIT_LOG, AUDIT_LOG_RETENTION)
  if (ctx.retention_days === null) return
  const retention = `${ctx.retention_days} days`
  await erase(finishedDeliveries(ctx.time_zone), retention)
  for (const expiring of [OUTBOX_EVENTS, INBOUND_MESSAGES, RECIPIENTS, ALIASES, FAILED_JOBS]) {
    await erase(expiring, retention)
  }
}

async function eraseAll(
  { pool, log }: RetentionContext,
  signal: AbortSignal,
  { expiring, retention }: { readonly expiring: Expiring; readonly retention: string },
): Promise<void> {
  const before = await instantAgo(pool, retention)
  const { what, statement, parameters = [] } = expiring
  let deleted = 0
  for (let batch = BATCH_SIZE; batch === BATCH_SIZE && !signal.aborted; deleted += batch) {
    const { rowCount } = await pool.query(statement, [before, BATCH_SIZE, ...parameters])
    batch = rowCount ?? 0
  }
  if (deleted > 0) log.info({ what, erased: deleted, before }, 'Retention: rows deleted')
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
