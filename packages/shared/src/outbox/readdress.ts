import { sql } from 'kysely'
import type { Tx } from '../db/client.ts'
import { ofRegistration } from './of-registration.ts'

/**
 * Changes the recipient of waiting deliveries to a corrected address. A delivery that is being sent follows at its next attempt;
 * it is locked here as well, to wait for a transaction that decides about that attempt. The caller has locked and changed the
 * registration in an earlier statement of the same transaction.
 */
export async function readdress(
  tx: Tx,
  person: { registration_id: string; channel: 'whatsapp' | 'email'; address: string },
): Promise<void> {
  const { rows: moved } = await sql<{ recipient: string }>`
    with unfinished as (
      select id, recipient, state from deliveries
      where ${ofRegistration(person.registration_id)} and channel = ${person.channel}
        and state not in ('delivered', 'read', 'expired', 'cancelled') and recipient <> ${person.address}
      order by id
      for no key update
    ), noted as (
      update attempts a set recipient = unfinished.recipient
      from unfinished
      where a.delivery_id = unfinished.id and unfinished.state in ('pending', 'held') and a.recipient is null
    )
    update deliveries d set recipient = ${person.address}, blocked_by_earlier = false
    from unfinished where d.id = unfinished.id and unfinished.state in ('pending', 'held')
    returning unfinished.recipient`.execute(tx)
  if (moved.length === 0) return
  // In a later statement, because only that sees the change: unblock the deliveries to the old address.
  await sql`
    select unblock_next_for_recipients(array(
      select distinct on (recipient) id from deliveries
      where channel = ${person.channel} and recipient = any (${moved.map((row) => row.recipient)}) and queue_state = 'pending'
    ))`.execute(tx)
}
