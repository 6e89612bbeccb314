import type { Tx } from '@dutybell/shared/db/client'
import { sql } from 'kysely'
import { type Address, exclusiveAddresses } from './addresses.ts'

/** Inbound messages of the person: from an exclusive number, or in reply to one of their messages. */
export async function deleteInbound(
  tx: Tx,
  addresses: readonly Address[],
  deliveries: readonly string[],
): Promise<void> {
  const numbers = exclusiveAddresses(addresses, 'whatsapp').map(({ address }) => address)
  await sql`
    delete from inbound_messages
    where phone_number = any (${numbers}::text[]) or delivery_id = any (${deliveries}::uuid[])`.execute(tx)
}
