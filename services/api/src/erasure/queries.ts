import type { Tx } from '@dutybell/shared/db/client'
import { eventKey } from '@dutybell/shared/templates/catalogue'
import { sql } from 'kysely'
import type { Actor } from '../audit/actor.ts'
import type { RegistrationRow } from '../registrations/queries.ts'
import type { Address } from './addresses.ts'

/** Locks the row against all changes and new foreign keys: a publication for the person waits, or is waited for. */
export function lockRegistrationExclusively(tx: Tx, id: string): Promise<RegistrationRow | undefined> {
  return tx
    .selectFrom('registrations')
    .selectAll()
    .where('id', '=', id)
    .where('status', '=', 'active')
    .forUpdate()
    .executeTakeFirst()
}

/** Ask nothing more in the transaction: from here on every claim waits until it ends. */
export async function eraseRows(
  tx: Tx,
  id: string,
  addresses: readonly Address[],
  { name: actor, api_key_id, request_id, via }: Actor,
): Promise<void> {
  const audit = { actor, api_key_id, request_id, via }
  await sql`
    select erase_registration(${id}, ${JSON.stringify(addresses)}::jsonb, ${eventKey('registration_received', id)},
      ${JSON.stringify(audit)}::jsonb)`.execute(tx)
}
