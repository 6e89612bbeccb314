import type { Db } from '@dutybell/shared/db/client'
import { sql } from 'kysely'

export interface UsableKeyRow {
  readonly id: string
  readonly name: string
  readonly prefix: string
  readonly hash: Buffer
  readonly scopes: readonly string[]
}

/** Neither revoked nor expired. */
export async function findUsableKeys(db: Db): Promise<UsableKeyRow[]> {
  return db
    .selectFrom('api_keys')
    .select(['id', 'name', 'prefix', 'hash', 'scopes'])
    .where('revoked_at', 'is', null)
    .where((of) =>
      of.or([of('expires_at', 'is', null), of('expires_at', '>', sql<Temporal.Instant>`clock_timestamp()`)]),
    )
    .execute()
}

/** Unless another process just did. */
export async function noteUse(db: Db, id: string): Promise<void> {
  await sql`
    update api_keys set last_used_at = clock_timestamp()
    where id = ${id} and (last_used_at is null or last_used_at < clock_timestamp() - interval '1 minute')`.execute(
    db,
  )
}
