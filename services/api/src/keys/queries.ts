import type { Scope } from '@dutybell/shared/api-keys/scopes'
import type { Db, Tx } from '@dutybell/shared/db/client'
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

export interface KeyRow {
  readonly id: string
  readonly name: string
  readonly prefix: string
  readonly scopes: readonly string[]
  readonly created_at: Temporal.Instant
  readonly created_by: string
  readonly expires_at: Temporal.Instant | null
  readonly last_used_at: Temporal.Instant | null
  readonly revoked_at: Temporal.Instant | null
  readonly is_expired: boolean
}

export interface NewKeyRow {
  readonly id: string
  readonly name: string
  readonly prefix: string
  readonly hash: Buffer
  readonly scopes: readonly Scope[]
  /** An interval from now; null: until it is revoked. */
  readonly lifetime: string | null
  readonly created_by: string
}

/** The newest first. */
export async function findKeys(db: Db): Promise<KeyRow[]> {
  const { rows } = await sql<KeyRow>`
    select id, name, prefix, scopes, created_at, created_by, expires_at, last_used_at, revoked_at,
      coalesce(expires_at <= clock_timestamp(), false) as is_expired
    from api_keys order by id desc`.execute(db)
  return rows
}

/** @returns false where a key that is not revoked has the name */
export async function insertKey(tx: Tx, key: NewKeyRow): Promise<boolean> {
  const { rows } = await sql`
    insert into api_keys (id, name, prefix, hash, scopes, expires_at, created_by)
    values (${key.id}, ${key.name}, ${key.prefix}, ${key.hash}, ${[...key.scopes]}::text[],
      clock_timestamp() + ${key.lifetime}::interval, ${key.created_by})
    on conflict (name) where revoked_at is null do nothing
    returning true`.execute(tx)
  return rows.length > 0
}

/** @returns undefined where no key that counts has this prefix */
export async function revokeKeyRow(
  tx: Tx,
  prefix: string,
  by: string,
): Promise<{ id: string; name: string } | undefined> {
  const { rows } = await sql<{ id: string; name: string }>`
    update api_keys set revoked_at = clock_timestamp(), revoked_by = ${by}
    where prefix = ${prefix} and revoked_at is null
    returning id, name`.execute(tx)
  return rows[0]
}
