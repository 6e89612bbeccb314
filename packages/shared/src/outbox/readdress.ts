import { sql } from 'kysely'
import type { Tx } from '../db/client.ts'

/**
 * Sends to a corrected address what has not left yet. The caller has locked and changed the registration in an earlier
 * statement of the same transaction.
 */
export async function readdress(
  tx: Tx,
  person: { registration_id: string; channel: 'whatsapp' | 'email'; address: string },
): Promise<void> {
  await sql`
    with unsent as (
      select id, recipient from deliveries
      where registration_id = ${person.registration_id} and channel = ${person.channel}
        and state in ('pending', 'held') and recipient <> ${person.address}
      order by id
      for no key update
    )
    update deliveries d set recipient = ${person.address}, waits_turn = false
    from unsent where d.id = unsent.id`.execute(tx)
}
