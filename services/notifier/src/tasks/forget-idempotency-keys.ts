import type { Pool } from 'pg'

const RETENTION = '24 hours' // the API answers a repeated request for this long
const BATCH_SIZE = 1_000 // a statement of milliseconds

/** Deletes expired answers: they contain names and numbers. */
export async function forgetIdempotencyKeys(pool: Pool): Promise<void> {
  for (let deleted = BATCH_SIZE; deleted === BATCH_SIZE;) {
    const { rowCount } = await pool.query(
      `delete from idempotency_keys where (caller, key) in (
         select k.caller, k.key from idempotency_keys k
         where k.created_at <= clock_timestamp() - $1::interval
         order by k.created_at
         limit $2
         for update skip locked
       )`,
      [RETENTION, BATCH_SIZE],
    )
    deleted = rowCount ?? 0
  }
}
