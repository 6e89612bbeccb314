import { type RawBuilder, sql } from 'kysely'

/** Whether the newest WhatsApp messages have no receipt, although there was time. */
export function receiptsMissing(now: Temporal.Instant): RawBuilder<boolean> {
  return sql`receipts_missing(${now.toString()}::timestamptz, interval '15 minutes')`
}
