import { prefixOf } from '@dutybell/shared/api-keys/secret'
import type { Db } from '@dutybell/shared/db/client'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import type { WithActor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { revokeKeyRow } from './queries.ts'

/**
 * @param word the prefix, or the secret: the finder of a leaked key may have only that
 * @returns the key's name; undefined where no key that is not revoked has it
 */
export async function revokeKey(
  ctx: { readonly db: Db } & WithActor,
  word: string,
): Promise<string | undefined> {
  const prefix = prefixOf(word) ?? word.replace(/^dbl_/, '').replace(/_$/, '')
  return inTransaction(ctx.db, async (tx) => {
    const revoked = await revokeKeyRow(tx, prefix, ctx.actor.name)
    if (revoked === undefined) return undefined
    await recordAudit(tx, ctx.actor, {
      action: 'api_key.revoked',
      subject_type: 'api_key',
      subject_id: revoked.id,
      details: { name: revoked.name, prefix },
    })
    return revoked.name
  })
}
