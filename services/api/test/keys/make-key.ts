import type { Scope } from '@dutybell/shared/api-keys/scopes'
import { newSecret } from '@dutybell/shared/api-keys/secret'
import type { Db } from '@dutybell/shared/db/client'
import { sql } from 'kysely'
import { randomUUIDv7 } from 'node:crypto'
import type { Answer, Api } from '../start-api.ts'

/** A key as `pnpm api-keys create` makes it. */
export async function makeKey(
  db: Db,
  scopes: readonly Scope[],
  { name = `key-${scopes.join('-')}`, lifetime = '1 hour' } = {},
): Promise<{ id: string; secret: string; prefix: string; name: string }> {
  const { secret, prefix, hash } = newSecret()
  const id = randomUUIDv7()
  await sql`
    insert into api_keys (id, name, prefix, hash, scopes, created_by, expires_at)
    values (${id}, ${name}, ${prefix}, ${hash}, ${[...scopes]}::text[], 'test', clock_timestamp() + ${lifetime}::interval)`.execute(
    db,
  )
  return { id, secret, prefix, name }
}

export type Caller = (
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  url: string,
  payload?: object,
) => Promise<Answer>

/** Calls as who has this secret. */
export function callAs(api: Api, secret: string, more: Record<string, string> = {}): Caller {
  const headers = { authorization: `Bearer ${secret}`, ...more }
  return (method, url, payload) => api.call({ method, url, headers, ...(payload ? { payload } : {}) })
}
