import { CompiledQuery } from 'kysely'
import type { Db } from '@dutybell/shared/db/client'
import { databaseNow } from '@dutybell/shared/db/clock'
import type { Logger } from '@dutybell/shared/logger'
import { deleteFinishedDeliveries } from './delete-finished-deliveries.ts'
import {
  ALIASES,
  AUDIT_LOG,
  DIGESTS,
  type Expiring,
  FAILED_JOBS,
  INBOUND_MESSAGES,
  OUTBOX_EVENTS,
  RECIPIENTS,
  STORED_CALLBACKS,
} from './expiring.ts'

export interface RetentionContext {
  readonly db: Db
  readonly log: Logger
  readonly time_zone: string
  /** Null: messages are kept without limit. */
  readonly retention_days: number | null
}

const CALLBACK_RETENTION_DAYS = 30
const AUDIT_LOG_RETENTION_DAYS = 366 // the table refuses a deletion within a year
const BATCH_SIZE = 1_000 // a statement of well under a second

/** Deletes expired rows in batches, until none is left or `signal` aborts. */
export async function eraseOld(ctx: RetentionContext, signal: AbortSignal): Promise<void> {
  const { db, time_zone, retention_days } = ctx
  const erase = ({ what, statement }: Expiring, days: number) =>
    eraseAll(ctx, signal, { what, days }, (before) => deleteRows(db, statement, before))
  await erase(STORED_CALLBACKS, CALLBACK_RETENTION_DAYS)
  await erase(AUDIT_LOG, AUDIT_LOG_RETENTION_DAYS)
  if (retention_days === null) return
  await eraseAll(ctx, signal, { what: 'finished deliveries', days: retention_days }, (before) =>
    deleteFinishedDeliveries(db, time_zone, before, BATCH_SIZE),
  )
  for (const expiring of [OUTBOX_EVENTS, INBOUND_MESSAGES, RECIPIENTS, ALIASES, DIGESTS, FAILED_JOBS]) {
    await erase(expiring, retention_days)
  }
}

async function eraseAll(
  { db, log }: RetentionContext,
  signal: AbortSignal,
  { what, days }: { readonly what: string; readonly days: number },
  deleteBatch: (before: Temporal.Instant) => Promise<number>,
): Promise<void> {
  const before = (await databaseNow(db)).subtract({ hours: 24 * days })
  let erased = 0
  for (let batch = BATCH_SIZE; batch === BATCH_SIZE && !signal.aborted; erased += batch)
    batch = await deleteBatch(before)
  if (erased > 0) log.info({ what, erased, before }, 'Retention: rows deleted')
}

async function deleteRows(db: Db, statement: string, before: Temporal.Instant): Promise<number> {
  const { rows } = await db.executeQuery(CompiledQuery.raw(statement, [before.toString(), BATCH_SIZE]))
  return rows.length
}
