import { prefixOf } from '@dutybell/shared/api-keys/secret'
import { insertAudit } from '@dutybell/shared/audit/insert-audit'
import type { Db } from '@dutybell/shared/db/client'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import { OperatorError } from '@dutybell/shared/errors'
import { revokeKeyRow } from './queries.ts'

/**
 * @param word the prefix, or the secret: the finder of a leaked key may have only that
 * @returns the key's name
 * @throws {OperatorError} where no key that counts has it
 */
export async function revokeKey(db: Db, word: string, by: string): Promise<string> {
  const prefix = prefixOf(word) ?? word.replace(/^dbl_/, '').replace(/_$/, '')
  return inTransaction(db, async (tx) => {
    const revoked = await revokeKeyRow(tx, prefix, by)
    if (revoked === undefined) {
      throw new OperatorError(
        'No key has this prefix that is not revoked: pnpm api-keys list shows them all.',
      )
    }
    await insertAudit(tx, {
      actor: by,
      api_key_id: null,
      request_id: null,
      action: 'api_key.revoked',
      subject_type: 'api_key',
      subject_id: revoked.id,
      details: { name: revoked.name, prefix },
    })
    return revoked.name
  })
}
