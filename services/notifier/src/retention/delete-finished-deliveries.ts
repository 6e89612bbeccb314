import { sql } from 'kysely'
import type { Db } from '@dutybell/shared/db/client'
import { inTransaction } from '@dutybell/shared/db/in-transaction'

interface Deleted {
  readonly created_at: Temporal.Instant
  readonly channel: string
  readonly template: string
  readonly state: string
}

/**
 * Deletes at most `limit` finished deliveries from before an instant, with their attempts, and keeps their counts by local day.
 *
 * @returns how many
 */
export async function deleteFinishedDeliveries(
  db: Db,
  time_zone: string,
  before: Temporal.Instant,
  limit: number,
): Promise<number> {
  return inTransaction(db, async (tx) => {
    const { rows } = await sql<Deleted>`
      select * from delete_finished_deliveries(${before.toString()}::timestamptz, ${limit}::integer)`.execute(
      tx,
    )
    const finished = rows.map(({ created_at, channel, template, state }) => {
      const day = created_at.toZonedDateTimeISO(time_zone).toPlainDate().toString()
      return { day, channel, template, state }
    })
    await sql`
      insert into delivery_counts as known (day, channel, template, state, n)
      select day, channel, template, state, count(*)
      from jsonb_to_recordset(${JSON.stringify(finished)}::jsonb) f(day date, channel text, template text, state text)
      group by 1, 2, 3, 4
      order by 1, 2, 3, 4
      on conflict (day, channel, template, state) do update set n = known.n + excluded.n`.execute(tx)
    return rows.length
  })
}
