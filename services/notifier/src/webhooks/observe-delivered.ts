import type { Tx } from '@dutybell/shared/db/client'
import { sql } from 'kysely'
import type { AfterCommit } from './after-commit.ts'
import type { MergedReceipt } from './merge-receipts.ts'

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
