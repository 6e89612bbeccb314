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
  const { rows: moved } = await sql<{ recipient: string }>`
    with unsent as (
      select id, recipient from deliveries
      where registration_id = ${person.registration_id} and channel = ${person.channel}
        and state in ('pending', 'held') and recipient <> ${person.address}
      order by id
      for no key update
    )
    update deliveries d set recipient = ${person.address}, waits_turn = false
    from unsent where d.id = unsent.id
    returning unsent.recipient`.execute(tx)
  if (moved.length === 0) return
  // Only a later statement sees that they are gone from the old address; who waited behind them there may go.
  await sql`
    select let_next_go(array(
      select distinct on (recipient) id from deliveries
      where channel = ${person.channel} and recipient = any (${moved.map((row) => row.recipient)}) and state = 'pending'
    ))`.execute(tx)
}
