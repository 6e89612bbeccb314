import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../db/client.ts'
import { hashSecret } from './secret.ts'

const TOKEN_BYTES = 32
const LIFETIME = '10 minutes'

/** Makes a link that signs one browser in to the console with a key of ADMIN_API_KEYS. @returns its path */
export async function createConsoleLink(
  db: Db,
  { name, secret }: { readonly name: string; readonly secret: string },
): Promise<string> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url')
  const hash = createHash('sha256').update(token).digest()
  await sql`delete from console_links where expires_at < clock_timestamp()`.execute(db)
  await sql`
    insert into console_links (hash, key_name, key_hash, expires_at)
    values (${hash}, ${name}, ${hashSecret(secret)}, clock_timestamp() + ${LIFETIME}::interval)`.execute(db)
  return `/console/link/${token}`
}
