import type { Scope } from '@dutybell/shared/api-keys/scopes'
import { newSecret } from '@dutybell/shared/api-keys/secret'
import type { Db } from '@dutybell/shared/db/client'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import { randomUUIDv7 } from 'node:crypto'
import type { WithActor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { insertKey } from './queries.ts'

/** The form of a name, as the database checks it. */
export const KEY_NAME = /^[A-Za-z0-9_-]{1,60}$/

export interface WantedKey {
  readonly name: string
  readonly scopes: readonly Scope[]
  /** An interval as Postgres reads it; null: until it is revoked. */
  readonly lifetime: string | null
}

/** @returns undefined where a key that is not revoked has the name */
export async function createKey(
  ctx: { readonly db: Db } & WithActor,
  wanted: WantedKey,
): Promise<{ readonly secret: string; readonly prefix: string } | undefined> {
  const { secret, prefix, hash } = newSecret()
  const id = randomUUIDv7()
  return inTransaction(ctx.db, async (tx) => {
    if (!(await insertKey(tx, { ...wanted, id, prefix, hash, created_by: ctx.actor.name }))) return undefined
    await recordAudit(tx, ctx.actor, {
      action: 'api_key.created',
      subject_type: 'api_key',
      subject_id: id,
      details: { ...wanted, prefix },
    })
    return { secret, prefix }
  })
}
