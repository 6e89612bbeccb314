import { lockAddressForErasure } from '@dutybell/shared/db/address-lock'
import type { Tx } from '@dutybell/shared/db/client'
import type { Channel } from '@dutybell/shared/db/vocabulary'
import { sql } from 'kysely'

export interface Address {
  readonly channel: Channel
  readonly address: string
  /** The keyed hash that replaces it. */
  readonly erased_form: string
  /** Another registration has the address, so it is kept. */
  readonly is_shared: boolean
}

/** The present addresses of the person, former ones to which messages were sent, and those of a reported number change. */
export async function findAddresses(tx: Tx, id: string): Promise<Address[]> {
  const { rows } = await sql<Address>`select * from person_addresses(${id})`.execute(tx)
  return rows
}

/** Blocks operators' jobs to them, and inbound messages from them, until the transaction ends. */
export async function lockAddresses(tx: Tx, addresses: readonly Address[]): Promise<void> {
  for (const { address } of addresses) {
    await lockAddressForErasure(tx, address)
  }
}

/** The addresses that no other registration has. */
export function exclusiveAddresses(addresses: readonly Address[], channel?: Channel): Address[] {
  return addresses.filter(
    (address) => !address.is_shared && (channel === undefined || address.channel === channel),
  )
}
