import { receiptsMissing } from '@dutybell/shared/channels/receipts-missing'
import type { Db } from '@dutybell/shared/db/client'
import { sql } from 'kysely'

export interface Machinery {
  /** When the notifiers last looked for reminders that are due; null: never, or no notifier ran yet. */
  readonly last_sweep_at: string | null
  readonly last_receipt_at: string | null
  /** The newest messages have no receipt, although there was time. */
  readonly receipts_missing: boolean
}

/** What runs without a request: the sweep of reminders and the webhooks of WhatsApp. */
export async function readMachinery(db: Db, now: Temporal.Instant): Promise<Machinery> {
  const { rows } = await sql<{
    received_at: Temporal.Instant | null
    receipts_missing: boolean
    has_worker: boolean
  }>`
    select (select w.received_at from webhook_inbox w order by w.id desc limit 1) as received_at,
      ${receiptsMissing(now)} as receipts_missing,
      to_regclass('graphile_worker._private_known_crontabs') is not null as has_worker`.execute(db)
  const [row] = rows
  if (row === undefined) throw new Error('A select without from returns one row.')
  return {
    last_sweep_at: row.has_worker ? await lastSweep(db) : null,
    last_receipt_at: row.received_at?.toString() ?? null,
    receipts_missing: row.receipts_missing,
  }
}

/** graphile-worker notes each run of a line of the crontab; it has no public view of them, and no table of ours knows. */
async function lastSweep(db: Db): Promise<string | null> {
  const { rows } = await sql<{ last_execution: Temporal.Instant | null }>`
    select last_execution from graphile_worker._private_known_crontabs where identifier = 'process_reminders'`.execute(
    db,
  )
  return rows[0]?.last_execution?.toString() ?? null
}
