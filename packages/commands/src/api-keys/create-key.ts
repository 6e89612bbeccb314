import type { Scope } from '@dutybell/shared/api-keys/scopes'
import { newSecret } from '@dutybell/shared/api-keys/secret'
import { insertAudit } from '@dutybell/shared/audit/insert-audit'
import type { Db } from '@dutybell/shared/db/client'
import { isUniqueViolation } from '@dutybell/shared/db/failures'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import { randomUUIDv7 } from 'node:crypto'
import { OperatorError } from '@dutybell/shared/errors'
import { insertKey } from './queries.ts'

/** @throws {OperatorError} where a key of this name counts */
export async function createKey(
  db: Db,
  wanted: { readonly name: string; readonly scopes: readonly Scope[]; readonly lifetime: string | null },
  by: string,
): Promise<{ secret: string; prefix: string }> {
  const { secret, prefix, hash } = newSecret()
  const id = randomUUIDv7()
  try {
    await inTransaction(db, async (tx) => {
      await insertKey(tx, { ...wanted, id, prefix, hash, created_by: by })
      await insertAudit(tx, {
        actor: by,
        api_key_id: null,
        request_id: null,
        action: 'api_key.created',
        subject_type: 'api_key',
        subject_id: id,
        details: { ...wanted, prefix },
      })
    })
  } catch (error) {
    if (!isUniqueViolation(error, 'api_keys_name')) throw error
    throw new OperatorError(`There is a key called ${wanted.name}: revoke it first, or give another name.`)
  }
  return { secret, prefix }
}
