import type { Pool } from 'pg'

const KEPT_FOR = '24 hours' // as long as the API answers a repetition
const AT_ONCE = 1_000 // a statement of milliseconds

/** Deletes the answers that are kept no longer: they show people's names and numbers. */
export async function forgetIdempotencyKeys(pool: Pool): Promise<void> {
  for (let deleted = AT_ONCE; deleted === AT_ONCE;) {
    const { rowCount } = await pool.query(
      `delete from idempotency_keys where (caller, key) in (
         select k.caller, k.key from idempotency_keys k
         where k.created_at <= clock_timestamp() - $1::interval
         order by k.created_at
         limit $2
         for update skip locked
       )`,
      [KEPT_FOR, AT_ONCE],
    )
    deleted = rowCount ?? 0
  }
}
