import type { Db } from '@dutybell/shared/db/client'
import { sql } from 'kysely'
import type { SessionKey } from '../../keys/key-ring.ts'

const MAX_AGE = '12 hours'
const MAX_IDLE = '2 hours'

export async function insertSession(db: Db, hash: Buffer, key: SessionKey): Promise<void> {
  await sql`
    insert into console_sessions (hash, api_key_id, key_name, key_hash, expires_at)
    values (${hash}, ${key.api_key_id}, ${key.key_name}, ${key.key_hash}, clock_timestamp() + ${MAX_AGE}::interval)`.execute(
    db,
  )
}

/** The key of a session that has neither ended nor been idle for too long. The session is used now. */
export async function touchSession(db: Db, hash: Buffer): Promise<SessionKey | undefined> {
  const { rows } = await sql<SessionKey>`
    update console_sessions set last_seen_at = clock_timestamp()
    where hash = ${hash} and expires_at > clock_timestamp()
      and last_seen_at > clock_timestamp() - ${MAX_IDLE}::interval
    returning api_key_id, key_name, key_hash`.execute(db)
  return rows[0]
}

export async function deleteSession(db: Db, hash: Buffer): Promise<void> {
  await db.deleteFrom('console_sessions').where('hash', '=', hash).execute()
}

export async function deleteOldSessions(db: Db): Promise<void> {
  await sql`
    delete from console_sessions
    where expires_at <= clock_timestamp() or last_seen_at <= clock_timestamp() - ${MAX_IDLE}::interval`.execute(
    db,
  )
}

/** Ends a one-time link. @returns its key; undefined where the link is unknown, used or too old */
export async function redeemLink(db: Db, hash: Buffer): Promise<SessionKey | undefined> {
  const { rows } = await sql<SessionKey & { is_valid: boolean }>`
    delete from console_links where hash = ${hash}
    returning null::uuid as api_key_id, key_name, key_hash, expires_at > clock_timestamp() as is_valid`.execute(
    db,
  )
  const [link] = rows
  return link?.is_valid === true ? link : undefined
}

/** @returns whether the session was not yet shown this content at this URL */
export async function noteView(
  db: Db,
  view: { session: Buffer; url: Buffer; content: Buffer },
): Promise<boolean> {
  const { rows } = await sql`
    insert into console_views (session_hash, view_hash, content_hash) values (${view.session}, ${view.url}, ${view.content})
    on conflict (session_hash, view_hash) do update set content_hash = excluded.content_hash
    where console_views.content_hash <> excluded.content_hash
    returning true`.execute(db)
  return rows.length > 0
}
